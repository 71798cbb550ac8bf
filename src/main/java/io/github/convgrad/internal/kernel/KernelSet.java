package io.github.convgrad.internal.kernel;

/**
 * The kernels one JVM computes with: one implementation of every contract, all of one vector width. Every set gives
 * the same bits for the same inputs; they differ in speed alone.
 */
public interface KernelSet {

    /** What a log line calls it: {@code simd512}, {@code simd256}, {@code simd128} or {@code scalar}. */
    String name();

    /** Floats in one vector (for the scalar set: columns of half a tile). */
    int lanes();

    /** Whether the Vector API does the work. */
    boolean simd();

    /** The tile of the blocked product. */
    GemmTile gemmTile();

    /** Copies that fill panels. */
    PanelCopy panelCopy();

    /** Rows that slide over each other, for small groups. */
    DepthwiseRows depthwiseRows();

    /** Rows of pixels whose lanes are channels, for narrow planes. */
    LaneRows laneRows();

    /** Three by three taps on planes where they lie. */
    DirectRows directRows();

    /** The tile of two packed panels. */
    PanelTile panelTile();

    /** The tile of a packed B and an A that is read where it lies. */
    RunTile runTile();

    /** The tile of dot products of pixels. */
    DotTile dotTile();

    /** Copies between rows of an image and rows of tiles. */
    TileRows tileRows();

    /**
     * Winograd's transforms for forward and dx.
     *
     * @param outputHeight rows of a tile's outputs: 2 or 4
     * @param outputWidth  columns of a tile's outputs: 2 or 4
     */
    WinogradTransform winogradTransform(int outputHeight, int outputWidth);

    /**
     * Winograd's transforms for dw.
     *
     * @param outputTile outputs of a tile along each axis: 2 or 4
     */
    WinogradGradient winogradGradient(int outputTile);
}
