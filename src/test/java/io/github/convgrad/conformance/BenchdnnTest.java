package io.github.convgrad.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.convgrad.ConvShape;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shapes that oneDNN tests itself with, transposed convolutions included: every pass, bit for bit. */
class BenchdnnTest {

    private static final String[] AXES = {"d", "h", "w"};

    @ParameterizedTest
    @CsvSource({
        "conv1d_dev_sample.csv, 58",
        "conv2d_dev_sample.csv, 664",
        "conv3d_dev_sample.csv, 496",
        "deconv1d_dev_sample.csv, 15",
        "deconv2d_dev_sample.csv, 19",
        "deconv3d_dev_sample.csv, 10",
    })
    void everyRow(String file, int rows) {
        Cases.check(rows, Table.rows("benchdnn/" + file), r -> r.text("first_name"), r -> {
            ConvShape s = shape(r);
            int[] out = {s.outDepth(), s.outHeight(), s.outWidth()};
            for (int i = 0; i < 3; i++) {
                assertEquals(r.has("o" + AXES[i]) ? r.number("o" + AXES[i]) : 1, out[i], () -> "output of " + s);
            }
            assertEquals(r.number("macs"), s.multiplyAdds(), s::toString);
            Cases.sameBits(s);
        });
    }

    private static ConvShape shape(Table.Row r) {
        return ConvShape.builder().batch(r.number("mb")).channels(r.number("ic"), r.number("oc")).groups(r.number("g"))
                .input(perAxis(r, "i", "")).kernel(perAxis(r, "k", "")).stride(perAxis(r, "s", ""))
                .padBegin(perAxis(r, "p", "_begin")).padEnd(perAxis(r, "p", "_end")).dilation(perAxis(r, "dil_", ""))
                .build();
    }

    private static int[] perAxis(Table.Row r, String before, String after) {
        return Arrays.stream(AXES).map(axis -> before + axis + after).filter(r::has).mapToInt(r::number).toArray();
    }
}
