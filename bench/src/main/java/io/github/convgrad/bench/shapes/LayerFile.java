package io.github.convgrad.bench.shapes;

import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a CSV file of two-dimensional layers; what is wrong with it is named by line and column. */
public final class LayerFile {

    /** The columns, in the order in which they are usually written. Any order is read. */
    public static final List<String> COLUMNS = List.of("id", "name", "n", "c", "h", "w", "f", "kh", "kw", "stride_h",
            "stride_w", "pad_h", "pad_w", "dilation_h", "dilation_w", "groups");

    private static final String BUNDLED = "/shapes/layers.csv";

    private final String file;
    private final Map<String, Integer> places;

    private LayerFile(String file, Map<String, Integer> places) {
        this.file = file;
        this.places = places;
    }

    /**
     * Reads a file.
     *
     * @param file the file, or null for the 37 layers that come with the program
     * @return its layers, at least one
     */
    public static List<NamedShape> read(Path file) {
        if (file == null) {
            InputStream bundled = LayerFile.class.getResourceAsStream(BUNDLED);
            if (bundled == null) {
                throw new Failure(BUNDLED + " is missing in the program");
            }
            return read("layers.csv", new InputStreamReader(bundled, StandardCharsets.UTF_8));
        }
        if (!Files.isRegularFile(file)) {
            throw new Failure(file + ": no such file");
        }
        try {
            return read(file.toString(), Files.newBufferedReader(file));
        } catch (IOException unreadable) {
            throw new Failure(file + ": can't be read (" + unreadable.getMessage() + ")", unreadable);
        }
    }

    /**
     * Reads layers and closes where they come from.
     *
     * @param file   its name, for messages
     * @param source the text
     * @return the layers, at least one
     */
    public static List<NamedShape> read(String file, Reader source) {
        try (BufferedReader lines = new BufferedReader(source)) {
            String header = lines.readLine();
            if (header == null || header.isBlank()) {
                throw new Failure(file + ", line 1: expected the header " + String.join(",", COLUMNS));
            }
            LayerFile reader = new LayerFile(file, header(file, header));
            List<NamedShape> layers = new ArrayList<>();
            Set<String> ids = new LinkedHashSet<>();
            int number = 1;
            for (String line; (line = lines.readLine()) != null;) {
                number++;
                if (!line.isBlank()) {
                    NamedShape layer = reader.row(number, line.split(",", -1));
                    if (!ids.add(layer.id())) {
                        throw reader.wrong(number, "id", "'" + layer.id() + "' stands in an earlier line too");
                    }
                    layers.add(layer);
                }
            }
            if (layers.isEmpty()) {
                throw new Failure(file + ", line 2: expected a layer, found none");
            }
            return layers;
        } catch (IOException unreadable) {
            throw new Failure(file + ": can't be read (" + unreadable.getMessage() + ")", unreadable);
        }
    }

    /**
     * Picks layers by id.
     *
     * @param layers all of them
     * @param ids    the wanted ones; null or empty for all
     * @return the wanted ones in the order of the file
     */
    public static List<NamedShape> only(List<NamedShape> layers, List<String> ids) {
        if (ids == null || ids.isEmpty()) {
            return layers;
        }
        for (String id : ids) {
            if (layers.stream().noneMatch(l -> l.id().equals(id))) {
                throw new Failure("no layer '" + id + "' in the layers file; it has "
                        + String.join(",", layers.stream().map(NamedShape::id).toList()));
            }
        }
        return layers.stream().filter(l -> ids.contains(l.id())).toList();
    }

    private static Map<String, Integer> header(String file, String line) {
        String[] names = line.strip().split(",", -1);
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            String name = names[i].strip();
            if (!COLUMNS.contains(name)) {
                throw new Failure(file + ", line 1, column '" + name + "': not a column of a layers file; expected "
                        + String.join(",", COLUMNS));
            }
            if (places.put(name, i) != null) {
                throw new Failure(file + ", line 1, column '" + name + "': stands twice in the header");
            }
        }
        for (String name : COLUMNS) {
            if (!places.containsKey(name)) {
                throw new Failure(file + ", line 1, column '" + name + "': missing in the header");
            }
        }
        return places;
    }

    private NamedShape row(int line, String[] fields) {
        if (fields.length > COLUMNS.size()) {
            throw new Failure(file + ", line " + line + ", column " + (COLUMNS.size() + 1) + ": expected "
                    + COLUMNS.size() + " values, got " + fields.length);
        }
        String id = text(line, "id", fields);
        int n = number(line, "n", fields, 1);
        int c = number(line, "c", fields, 1);
        int h = number(line, "h", fields, 1);
        int w = number(line, "w", fields, 1);
        int f = number(line, "f", fields, 1);
        int kh = number(line, "kh", fields, 1);
        int kw = number(line, "kw", fields, 1);
        int strideH = number(line, "stride_h", fields, 1);
        int strideW = number(line, "stride_w", fields, 1);
        int padH = number(line, "pad_h", fields, 0);
        int padW = number(line, "pad_w", fields, 0);
        int dilationH = number(line, "dilation_h", fields, 1);
        int dilationW = number(line, "dilation_w", fields, 1);
        int groups = number(line, "groups", fields, 1);
        if (c % groups != 0 || f % groups != 0) {
            throw wrong(line, "groups", "expected a divisor of c = " + c + " and f = " + f + ", got " + groups);
        }
        fits(line, "kh", kh, dilationH, h, padH);
        fits(line, "kw", kw, dilationW, w, padW);
        try {
            return new NamedShape(id, text(line, "name", fields), ConvShape.builder().batch(n).channels(c, f)
                    .groups(groups).input(h, w).kernel(kh, kw).stride(strideH, strideW).pad(padH, padW)
                    .dilation(dilationH, dilationW).build());
        } catch (IllegalArgumentException impossible) {
            // Each size is sound by itself: together they are too large.
            throw new Failure(file + ", line " + line + ", columns n to groups: " + impossible.getMessage(),
                    impossible);
        }
    }

    private void fits(int line, String column, int kernel, int dilation, int in, int pad) {
        long extent = (kernel - 1L) * dilation + 1;
        if (extent > in + 2L * pad) {
            throw wrong(line, column, "a kernel of " + kernel + " with dilation " + dilation + " is " + extent
                    + " wide and does not fit the padded input of " + (in + 2L * pad));
        }
    }

    private String text(int line, String column, String[] fields) {
        int place = places.get(column);
        if (place >= fields.length || fields[place].isBlank()) {
            throw wrong(line, column, "missing");
        }
        return fields[place].strip();
    }

    private int number(int line, String column, String[] fields, int least) {
        String text = text(line, column, fields);
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw wrong(line, column, "expected a whole number, got '" + text + "'");
        }
        if (value < least) {
            throw wrong(line, column, "expected at least " + least + ", got " + value);
        }
        return value;
    }

    private Failure wrong(int line, String column, String what) {
        return new Failure(file + ", line " + line + ", column '" + column + "': " + what);
    }
}
