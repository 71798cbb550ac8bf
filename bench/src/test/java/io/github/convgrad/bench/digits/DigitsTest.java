package io.github.convgrad.bench.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.bench.Called;
import io.github.convgrad.bench.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitsTest {

    private static final String IMAGES = "test-images-idx3-ubyte.gz";
    private static final String LABELS = "test-labels-idx1-ubyte.gz";

    @TempDir
    private Path folder;

    @BeforeEach
    void copyDigits() throws IOException {
        for (String set : new String[] {"train", "test"}) {
            for (String file : new String[] {"-images-idx3-ubyte.gz", "-labels-idx1-ubyte.gz"}) {
                try (InputStream in = Digits.class.getResourceAsStream("/digits/" + set + file)) {
                    Files.copy(in, folder.resolve(set + file));
                }
            }
        }
    }

    @Test
    void readsTheDigitsOfTheProgramAndOfAFolderAlike() {
        Digits bundled = Digits.read(null, "train");
        assertEquals(8000, bundled.count());
        assertEquals(28, bundled.height());
        assertEquals(28, bundled.width());
        assertEquals(2000, Digits.read(null, "test").count());
        Digits copied = Digits.read(folder, "train");
        assertTrue(Arrays.equals(bundled.pixels(), copied.pixels()) && Arrays.equals(bundled.labels(), copied.labels()));
        for (int digit = 0; digit < 10; digit++) {
            int wanted = digit;
            byte[] labels = bundled.labels();
            long found = java.util.stream.IntStream.range(0, labels.length).filter(i -> labels[i] == wanted).count();
            assertTrue(found > 600 && found < 1000, digit + " stands " + found + " times");
        }
    }

    @Test
    void namesAMissingFile() throws IOException {
        Files.delete(folder.resolve(LABELS));
        expect(LABELS + ": no such file");
    }

    @Test
    void namesATornGzipFile() throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve(IMAGES));
        Files.write(folder.resolve(IMAGES), Arrays.copyOf(whole, whole.length / 2));
        expect(IMAGES + ": torn");
    }

    @Test
    void namesAnEmptyFile() throws IOException {
        Files.write(folder.resolve(IMAGES), new byte[0]);
        expect(IMAGES + ": torn");
    }

    @Test
    void namesAFileThatIsNoGzip() throws IOException {
        Files.writeString(folder.resolve(LABELS), "seven, two, one, zero, four");
        expect(LABELS + ": torn or not packed with gzip");
    }

    @Test
    void namesAFlippedByteInside() throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve(IMAGES));
        whole[whole.length / 2] ^= 0x55;
        Files.write(folder.resolve(IMAGES), whole);
        expect(IMAGES + ": torn");
    }

    @Test
    void namesAFileWithTooFewImages() throws IOException {
        byte[] bytes = unpacked(IMAGES);
        pack(IMAGES, Arrays.copyOf(bytes, bytes.length - 1));
        expect(IMAGES + ": torn: 1567999 bytes after the header, expected 1568000");
    }

    @Test
    void namesAFileOfAnotherKind() throws IOException {
        Files.copy(folder.resolve(LABELS), folder.resolve(IMAGES), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        expect(IMAGES + ": not the IDX file it should be: begins with 00000801, expected 00000803");
    }

    @Test
    void namesLabelsThatAreNoDigits() throws IOException {
        byte[] bytes = unpacked(LABELS);
        bytes[8 + 17] = 10;
        pack(LABELS, bytes);
        expect(LABELS + ": label 17 is 10, expected 0 to 9");
    }

    @Test
    void namesLabelsOfOtherImages() throws IOException {
        byte[] bytes = unpacked(LABELS);
        bytes = Arrays.copyOf(bytes, bytes.length - 1);
        ByteBuffer.wrap(bytes).putInt(4, 1999);
        pack(LABELS, bytes);
        expect(LABELS + ": has 1999 labels for 2000 images");
    }

    @Test
    void theCommandLineSaysItInOneLine() throws IOException {
        Files.delete(folder.resolve(IMAGES));
        Called called = Called.with("train", "--data", folder.toString());
        assertEquals(1, called.code());
        assertEquals(1, called.err().lines().count(), called.err());
        assertTrue(called.err().contains(IMAGES + ": no such file"), called.err());
    }

    private void expect(String message) {
        Failure failure = assertThrows(Failure.class, () -> Digits.read(folder, "test"));
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
    }

    private byte[] unpacked(String file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(file)))) {
            return in.readAllBytes();
        }
    }

    private void pack(String file, byte[] bytes) throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(file)))) {
            out.write(bytes);
        }
    }
}
