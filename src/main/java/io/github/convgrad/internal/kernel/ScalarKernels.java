package io.github.convgrad.internal.kernel;

/** Plain Java for every contract: what runs where the Vector API cannot. */
public final class ScalarKernels implements KernelSet {
    private final GemmTile gemmTile = new ScalarGemmTile();
    private final PanelCopy panelCopy = new ScalarPanelCopy(ScalarGemmTile.LANES);
    private final DepthwiseRows depthwiseRows = new ScalarDepthwiseRows();
    private final DirectRows directRows = new ScalarDirectRows();
    private final PanelTile panelTile = new ScalarPanelTile();
    private final TileRows tileRows = new ScalarTileRows();
    private final WinogradTransform winograd2 = new ScalarWinogradTransform();
    private final WinogradTransform winograd4 = new ScalarWinogradTransform4();

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
    public PanelTile panelTile() {
        return panelTile;
    }

    @Override
    public TileRows tileRows() {
        return tileRows;
    }

    @Override
    public WinogradTransform winogradTransform(int outputTile) {
        return outputTile == 4 ? winograd4 : winograd2;
    }
}
