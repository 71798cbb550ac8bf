package io.github.convgrad.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Published cases as text files lie beside the tests: lines, or a table with a header. */
final class Table {

    private Table() {
    }

    /** One row; columns go by their names. */
    record Row(Map<String, String> cells) {

        boolean has(String column) {
            return cells.containsKey(column);
        }

        String text(String column) {
            return Objects.requireNonNull(cells.get(column), column);
        }

        int number(String column) {
            return Integer.parseInt(text(column));
        }

        /** Sizes as in {@code 2x3x5}; an empty cell has none. */
        int[] sizes(String column) {
            String text = text(column);
            return text.isEmpty() ? new int[0] : Arrays.stream(text.split("x")).mapToInt(Integer::parseInt).toArray();
        }
    }

    /** All lines of a file of the folder {@code conformance}. */
    static List<String> lines(String file) {
        try (InputStream in = Table.class.getResourceAsStream("/conformance/" + file)) {
            Objects.requireNonNull(in, file);
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readAllLines();
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    /** The rows below a header line; cells in double quotes may hold commas. */
    static List<Row> rows(String file) {
        List<String> lines = lines(file);
        List<String> header = cells(lines.getFirst());
        List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = cells(line);
            if (cells.size() != header.size()) {
                throw new IllegalStateException(file + ": " + cells.size() + " cells, not " + header.size() + ": " + line);
            }
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < cells.size(); i++) {
                row.put(header.get(i), cells.get(i));
            }
            rows.add(new Row(row));
        }
        return rows;
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (char c : line.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
