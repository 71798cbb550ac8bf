package io.github.convgrad.internal.kernel.rehearsal;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.DirectRows;
import io.github.convgrad.internal.kernel.DotTile;
import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.kernel.LaneRows;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.PanelTile;
import io.github.convgrad.internal.kernel.RunTile;
import io.github.convgrad.internal.kernel.ScalarKernels;
import io.github.convgrad.internal.kernel.TileRows;
import io.github.convgrad.internal.kernel.WinogradGradient;
import io.github.convgrad.internal.kernel.WinogradTransform;

/** Vector kernels whose plain twins stand in for them until they are compiled. */
public final class RehearsedKernels implements KernelSet {
    private final KernelSet vectors;
    final Rehearsals rehearsals = new Rehearsals();
    private final GemmTile gemmTile;
    private final PanelCopy panelCopy;
    private final DepthwiseRows depthwiseRows;
    private final DirectRows directRows;
    private final PanelTile panelTile;
    private final RunTile runTile;
    private final LaneRows laneRows;
    private final DotTile dotTile;
    private final TileRows tileRows;
    private final WinogradGradient winograd2;
    private final WinogradTransform winograd2x4;
    private final WinogradTransform winograd4x2;
    private final WinogradGradient winograd4;

    /** Cold kernels, and plain ones in their layout. */
    RehearsedKernels(KernelSet vectors) {
        this.vectors = vectors;
        KernelSet plain = new ScalarKernels(vectors);
        int lanes = vectors.lanes();
        gemmTile = new RehearsedGemmTile(rehearsals, vectors.gemmTile(), plain.gemmTile());
        panelCopy = new RehearsedPanelCopy(rehearsals, lanes, vectors.panelCopy(), plain.panelCopy());
        depthwiseRows = new RehearsedDepthwiseRows(rehearsals, lanes, vectors.depthwiseRows(), plain.depthwiseRows());
        directRows = new RehearsedDirectRows(rehearsals, lanes, vectors.directRows(), plain.directRows());
        panelTile = new RehearsedPanelTile(rehearsals, vectors.panelTile(), plain.panelTile());
        runTile = new RehearsedRunTile(rehearsals, vectors.runTile(), plain.runTile());
        laneRows = new RehearsedLaneRows(rehearsals, vectors.laneRows(), plain.laneRows());
        dotTile = new RehearsedDotTile(rehearsals, vectors.dotTile(), plain.dotTile());
        tileRows = new RehearsedTileRows(rehearsals, vectors.tileRows(), plain.tileRows());
        winograd2 = new RehearsedWinogradGradient(rehearsals, vectors.winogradGradient(2), plain.winogradGradient(2));
        winograd2x4 = new RehearsedWinogradTransform(rehearsals, vectors.winogradTransform(2, 4),
                plain.winogradTransform(2, 4));
        winograd4x2 = new RehearsedWinogradTransform(rehearsals, vectors.winogradTransform(4, 2),
                plain.winogradTransform(4, 2));
        winograd4 = new RehearsedWinogradGradient(rehearsals, vectors.winogradGradient(4), plain.winogradGradient(4));
    }

    /** Made lazily and once. */
    private static final class Holder {
        static final RehearsedKernels REHEARSED = new RehearsedKernels(Kernels.chosen());
    }

    /**
     * The kernels of this JVM: rehearsed, unless a choice was forced or there is nothing to rehearse.
     *
     * @throws IllegalStateException if a forced choice cannot be had
     */
    public static KernelSet chosen() {
        KernelSet chosen = Kernels.chosen();
        return chosen.simd() && Kernels.automatic() ? Holder.REHEARSED : chosen;
    }

    /**
     * What {@link #warmUp} has to be done with: the kernels of this JVM, rehearsed even if forced.
     *
     * @throws IllegalStateException if a forced choice cannot be had
     */
    public static KernelSet rehearsing() {
        KernelSet chosen = Kernels.chosen();
        return chosen.simd() ? Holder.REHEARSED : chosen;
    }

    /**
     * Gets the kernels that some work uses compiled. Stops early when the thread is interrupted, and leaves it so.
     *
     * @param work  uses {@link #rehearsing} kernels; run several times in this thread
     * @param nanos how long to go on
     * @return whether all kernels that the work uses are compiled
     */
    public static boolean warmUp(Runnable work, long nanos) {
        if (rehearsing() instanceof RehearsedKernels kernels) {
            return kernels.rehearsals.warmUp(work, nanos);
        }
        work.run();
        return true;
    }

    @Override
    public String name() {
        return vectors.name();
    }

    @Override
    public int lanes() {
        return vectors.lanes();
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
