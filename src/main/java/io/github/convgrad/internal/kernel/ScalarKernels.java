package io.github.convgrad.internal.kernel;

/** Plain Java for every contract: what runs where the Vector API cannot. */
public final class ScalarKernels implements KernelSet {
    private final GemmTile gemmTile = new ScalarGemmTile();
    private final PanelCopy panelCopy = new ScalarPanelCopy();
    private final DepthwiseRows depthwiseRows = new ScalarDepthwiseRows();
    private final TileRows tileRows = new ScalarTileRows();
    private final WinogradTransform winogradTransform = new ScalarWinogradTransform();
    private final DirectRows directRows = new ScalarDirectRows();

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int lanes() {
        return gemmTile.lanes();
    }

    @Override
    public boolean simd() {
        return false;
    }

    @Override
    public GemmTile gemmTile() {
        return gemmTile;
    }

    @Override
    public PanelCopy panelCopy() {
        return panelCopy;
    }

    @Override
    public DepthwiseRows depthwiseRows() {
        return depthwiseRows;
    }

    @Override
    public DirectRows directRows() {
        return directRows;
    }

    @Override
    public TileRows tileRows() {
        return tileRows;
    }

    @Override
    public WinogradTransform winogradTransform() {
        return winogradTransform;
    }
}
