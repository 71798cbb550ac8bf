package io.github.convgrad.internal.kernel;

/** Plain Java for every contract: what runs where the Vector API cannot. */
public final class ScalarKernels implements KernelSet {
    private final GemmTile gemmTile;
    private final PanelCopy panelCopy;
    private final DepthwiseRows depthwiseRows;
    private final DirectRows directRows = new ScalarDirectRows();
    private final LaneRows laneRows;
    private final PanelTile panelTile;
    private final RunTile runTile;
    private final DotTile dotTile;
    private final TileRows tileRows;
    private final WinogradGradient winograd2;
    private final WinogradTransform winograd2x4;
    private final WinogradTransform winograd4x2;
    private final WinogradGradient winograd4;

    /** Kernels with a layout of their own: small tiles, four lanes. */
    public ScalarKernels() {
        gemmTile = new ScalarGemmTile();
        panelCopy = new ScalarPanelCopy(gemmTile.lanes());
        depthwiseRows = new ScalarDepthwiseRows();
        laneRows = new ScalarLaneRows(gemmTile.lanes());
        panelTile = new ScalarPanelTile();
        runTile = new ScalarRunTile();
        dotTile = new ScalarDotTile();
        tileRows = new ScalarTileRows();
        winograd2 = new ScalarWinogradTransform();
        winograd2x4 = new ScalarWinogradTransform2x4();
        winograd4x2 = new ScalarWinogradTransform4x2();
        winograd4 = new ScalarWinogradTransform4();
    }

    /** Kernels that take the layout of others: any call of those may be made here instead, with the same result. */
    public ScalarKernels(KernelSet layout) {
        int lanes = layout.lanes();
        GemmTile tile = layout.gemmTile();
        gemmTile = new ScalarGemmTile(tile.heights(), tile.splitHeights(), lanes);
        panelCopy = new ScalarPanelCopy(lanes);
        depthwiseRows = new ScalarDepthwiseRows(layout.depthwiseRows());
        laneRows = new ScalarLaneRows(lanes);
        panelTile = new ScalarPanelTile(layout.panelTile().heights(), layout.panelTile().halfHeights(), lanes);
        runTile = new ScalarRunTile(layout.runTile().heights(), lanes);
        dotTile = new ScalarDotTile(layout.dotTile().heights(), layout.dotTile().width(),
                layout.dotTile().near());
        tileRows = new ScalarTileRows(lanes);
        winograd2 = new ScalarWinogradTransform(lanes);
        winograd2x4 = new ScalarWinogradTransform2x4(lanes);
        winograd4x2 = new ScalarWinogradTransform4x2(lanes);
        winograd4 = new ScalarWinogradTransform4(lanes);
    }

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
    public LaneRows laneRows() {
        return laneRows;
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
    public RunTile runTile() {
        return runTile;
    }

    @Override
    public DotTile dotTile() {
        return dotTile;
    }

    @Override
    public TileRows tileRows() {
        return tileRows;
    }

    @Override
    public WinogradTransform winogradTransform(int outputHeight, int outputWidth) {
        if (outputHeight == outputWidth) {
            return winogradGradient(outputHeight);
        }
        return outputHeight == 2 ? winograd2x4 : winograd4x2;
    }

    @Override
    public WinogradGradient winogradGradient(int outputTile) {
        return outputTile == 4 ? winograd4 : winograd2;
    }
}
