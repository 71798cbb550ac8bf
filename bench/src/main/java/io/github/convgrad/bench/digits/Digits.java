package io.github.convgrad.bench.digits;

import io.github.convgrad.bench.Failure;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Handwritten digits in grey, in the order of their file.
 *
 * @param height of every image
 * @param width  of every image
 * @param pixels {@code [count][height][width]}, 0 is paper and 255 ink, as unsigned bytes
 * @param labels {@code [count]}, 0 to 9
 */
public record Digits(int height, int width, byte[] pixels, byte[] labels) {

    private static final String BUNDLED = "/digits/";
    private static final int IMAGES_MAGIC = 0x0803;
    private static final int LABELS_MAGIC = 0x0801;

    /** @return how many digits there are */
    public int count() {
        return labels.length;
    }

    /**
     * Reads one set of digits: two files in the IDX format of MNIST, packed with gzip.
     *
     * @param folder where the files lie; null for those that come with the program
     * @param set    "train" or "test"
     * @return the digits
     */
    public static Digits read(Path folder, String set) {
        String imageFile = set + "-images-idx3-ubyte.gz";
        String labelFile = set + "-labels-idx1-ubyte.gz";
        ByteBuffer images = open(folder, imageFile, IMAGES_MAGIC, 16);
        ByteBuffer labels = open(folder, labelFile, LABELS_MAGIC, 8);

        int count = images.getInt();
        int height = images.getInt();
        int width = images.getInt();
        if (count < 1 || height < 1 || width < 1) {
            throw new Failure(name(folder, imageFile) + ": torn: claims " + count + " images of " + height + "x" + width);
        }
        byte[] pixels = rest(images, name(folder, imageFile), (long) count * height * width);
        int labelCount = labels.getInt();
        byte[] classes = rest(labels, name(folder, labelFile), labelCount);
        if (labelCount != count) {
            throw new Failure(name(folder, labelFile) + ": has " + labelCount + " labels for " + count + " images in "
                    + imageFile);
        }
        for (int i = 0; i < count; i++) {
            if (classes[i] < 0 || classes[i] > 9) {
                throw new Failure(name(folder, labelFile) + ": label " + i + " is " + (classes[i] & 255)
                        + ", expected 0 to 9");
            }
        }
        return new Digits(height, width, pixels, classes);
    }

    private static ByteBuffer open(Path folder, String file, int magic, int headerBytes) {
        String name = name(folder, file);
        try (InputStream packed = packed(folder, file)) {
            // Unpacked whole before anything is read of it: a torn gzip file shows only at its end.
            ByteBuffer bytes = ByteBuffer.wrap(new GZIPInputStream(packed).readAllBytes());
            if (bytes.remaining() < headerBytes) {
                throw new Failure(name + ": torn: " + bytes.remaining() + " bytes are less than its header of "
                        + headerBytes);
            }
            int found = bytes.getInt();
            if (found != magic) {
                throw new Failure(String.format("%s: not the IDX file it should be: begins with %08x, expected %08x",
                        name, found, magic));
            }
            return bytes;
        } catch (EOFException | ZipException torn) {
            throw new Failure(name + ": torn or not packed with gzip (" + torn.getMessage() + ")", torn);
        } catch (IOException unreadable) {
            throw new Failure(name + ": can't be read (" + unreadable.getMessage() + ")", unreadable);
        }
    }

    private static InputStream packed(Path folder, String file) throws IOException {
        if (folder == null) {
            InputStream bundled = Digits.class.getResourceAsStream(BUNDLED + file);
            if (bundled == null) {
                throw new Failure(BUNDLED + file + " is missing in the program");
            }
            return new ByteArrayInputStream(bundled.readAllBytes());
        }
        Path path = folder.resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new Failure(path + ": no such file");
        }
        return Files.newInputStream(path);
    }

    private static byte[] rest(ByteBuffer bytes, String name, long expected) {
        if (bytes.remaining() != expected) {
            throw new Failure(name + ": torn: " + bytes.remaining() + " bytes after the header, expected " + expected);
        }
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return rest;
    }

    private static String name(Path folder, String file) {
        return folder == null ? file : folder.resolve(file).toString();
    }
}
