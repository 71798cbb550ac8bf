package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.WinogradTransform;
import java.util.ArrayList;
import java.util.List;

/**
 * A kernel cut into 3 x 3 kernels with zeros, each of which is a Winograd correlation of its own over pixels further
 * down and right. Their products add up at each frequency, before the transform back:
 *
 * <pre>   y  =  A^T [ sum over pieces of  (G g_piece G^T) . (B^T d_piece B) ] A </pre>
 *
 * <p>A product is a frequency and a piece that is not zero there. They are numbered frequency by frequency, pieces in
 * ascending order. A 3 x 3 kernel is one piece, its products are the frequencies. Where planes are smaller than a tile, no
 * tile has its last row (column), and what counts for it alone, the products at infinity, is left out.
 */
final class KernelPieces {

    /** One 3 x 3 kernel with zeros, and the number of each frequency's product, -1 where it is zero. */
    record Piece(AxisPiece rows, AxisPiece columns, int[] products) {

        /** Whether none of the taps is a zero. */
        boolean whole() {
            return rows.taps()[0] >= 0 && rows.taps()[2] >= 0 && columns.taps()[0] >= 0 && columns.taps()[2] >= 0;
        }
    }

    private final List<Piece> pieces = new ArrayList<>();
    private final int[] first;

    /**
     * All pairs of pieces along either axis.
     *
     * @param inputHeight points of the transform along a column
     * @param inputWidth  points of the transform along a row
     * @param lastRow     whether some tile's last row is wanted
     * @param lastColumn  whether some tile's last column is wanted
     */
    KernelPieces(List<AxisPiece> down, List<AxisPiece> across, int inputHeight, int inputWidth, boolean lastRow,
            boolean lastColumn) {
        first = new int[inputHeight * inputWidth + 1];
        for (AxisPiece rows : down) {
            for (AxisPiece columns : across) {
                pieces.add(new Piece(rows, columns, new int[inputHeight * inputWidth]));
            }
        }
        int next = 0;
        for (int q = 0; q < inputHeight * inputWidth; q++) {
            for (Piece piece : pieces) {
                boolean used = piece.rows.uses(q / inputWidth, inputHeight, lastRow)
                        && piece.columns.uses(q % inputWidth, inputWidth, lastColumn);
                piece.products[q] = used ? next++ : -1;
            }
            first[q + 1] = next;
        }
    }

    /** The pieces of a correlation with one phase. */
    static KernelPieces of(Correlation shape, WinogradTransform transform) {
        return new KernelPieces(shape.down().phases().getFirst().pieces(),
                shape.across().phases().getFirst().pieces(), transform.inputHeight(), transform.inputWidth(),
                Tiling.fills(shape.outHeight(), shape.dilationH(), transform.outputHeight()),
                Tiling.fills(shape.outWidth(), shape.dilationW(), transform.outputWidth()));
    }

    /** The pieces for dw. */
    static KernelPieces ofGradient(ConvShape shape, WinogradTransform transform) {
        return new KernelPieces(AxisPiece.threes(shape.kernelHeight(), shape.strideH()),
                AxisPiece.threes(shape.kernelWidth(), shape.strideW()), transform.inputHeight(), transform.inputWidth(),
                Tiling.fills(shape.outHeight(), shape.dilationH(), transform.outputHeight()),
                Tiling.fills(shape.outWidth(), shape.dilationW(), transform.outputWidth()));
    }

    int size() {
        return pieces.size();
    }

    Piece get(int piece) {
        return pieces.get(piece);
    }

    /** Products of all frequencies. */
    int products() {
        return first[first.length - 1];
    }

    /** A frequency's first product; the number of all products for the frequency behind the last. */
    int first(int frequency) {
        return first[frequency];
    }

    /** Products of a frequency. */
    int count(int frequency) {
        return first[frequency + 1] - first[frequency];
    }
}
