package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.DirectRows;
import io.github.convgrad.internal.kernel.DotTile;
import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.Host;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.LaneRows;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.PanelTile;
import io.github.convgrad.internal.kernel.RunTile;
import io.github.convgrad.internal.kernel.TileRows;
import io.github.convgrad.internal.kernel.WinogradGradient;
import io.github.convgrad.internal.kernel.WinogradTransform;
import jdk.incubator.vector.VectorShape;

/** The contracts on {@code jdk.incubator.vector}. Loaded by name, and only where the module is there. */
public final class SimdKernels implements KernelSet {
    private final GemmTile gemmTile;
    private final PanelCopy panelCopy;
    private final DepthwiseRows depthwiseRows;
    private final DirectRows directRows = new SimdDirectRows();
    private final PanelTile panelTile = new SimdPanelTile(Lanes.COUNT == 16 || Host.current().manyRegisters());
    private final RunTile runTile = new SimdRunTile(Lanes.COUNT == 16 || Host.current().manyRegisters());
    private final LaneRows laneRows = new SimdLaneRows();
    private final DotTile dotTile = new SimdDotTile(Lanes.COUNT == 16 || Host.current().manyRegisters());
    private final TileRows tileRows = new SimdTileRows(Lanes.COUNT >= 8 || Host.current().manyRegisters());
    private final WinogradGradient winograd2 = new SimdWinogradTransform();
    private final WinogradTransform winograd2x4 = new SimdWinogradTransform2x4();
    private final WinogradTransform winograd4x2 = new SimdWinogradTransform4x2();
    private final WinogradGradient winograd4 = new SimdWinogradTransform4();

    private SimdKernels() {
        // Vectors of 256 bits are stored under a mask at full speed by AVX-512 and SVE, not by every machine with AVX2.
        panelCopy = new SimdPanelCopy(Lanes.COUNT == 16 || Lanes.COUNT == 8 && Host.current().manyRegisters());
        gemmTile = new SimdGemmTile(Lanes.COUNT == 16 || Host.current().manyRegisters());
        depthwiseRows = new SimdDepthwiseRows(Lanes.COUNT == 16 || Host.current().manyRegisters());
    }

    /**
     * The kernels of one width.
     *
     * @param bits 128, 256 or 512, or 0 for the width the machine prefers
     * @throws UnsupportedOperationException if the machine has no vectors of that width
     */
    public static KernelSet ofWidth(int bits) {
        // Lanes is initialised by its first use, and must not be before the request is written.
        int widest = VectorShape.S_Max_BIT.vectorBitSize();
        if (bits > widest) {
            throw new UnsupportedOperationException(
                    "the widest vectors here have " + widest + " bits, " + bits + " were asked for");
        }
        Lanes.Request.bits = bits;
        SimdKernels kernels = new SimdKernels();
        if (kernels.lanes() < 4) {
            throw new UnsupportedOperationException("the VM's preferred vectors have fewer than 4 floats");
        }
        return kernels;
    }

    @Override
    public String name() {
        return "simd" + Lanes.SPECIES.vectorBitSize();
    }

    @Override
    public int lanes() {
        return Lanes.COUNT;
    }

    @Override
    public boolean simd() {
        return true;
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
