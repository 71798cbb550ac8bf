package io.github.convgrad.internal.winograd;

import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;

/** The end of dw and db where a batch has several chunks, or none: the sums of {@link GradientProduct} are added up. */
final class GradientSum implements Stage {
    private final GradientProduct product;
    private final GradientStore store;
    private final RowPanels panels;
    private final int groups;

    GradientSum(GradientProduct product, GradientStore store, RowPanels panels, int groups) {
        this.product = product;
        this.store = store;
        this.panels = panels;
        this.groups = groups;
    }

    @Override
    public int tasks() {
        return groups * panels.count();
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int group = task / panels.count(), p = task % panels.count();
        if (tensors.db != null) {
            product.storeBias(group, p, shared, tensors.db);
        }
        if (tensors.dw != null) {
            for (int c = 0; c < product.channelPanels(); c++) {
                store.store(group, p, c, product.chunks(), (int) product.chunkSize(), shared,
                        product.sumTile(group, p, c), product.sumPitch(), own, tensors.dw);
            }
        }
    }
}
