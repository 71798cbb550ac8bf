package io.github.convgrad.internal.winograd;

import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;

/**
 * U and V of a whole {@link TileProduct} in shared scratch: where blocks of tiles are fewer than workers, tasks of the
 * product are parts of the rows of a block, which would transform the same inputs each.
 *
 * @param kernelTasks tasks of the kernels, 0 where a task of the product transforms its own
 * @param kernels  U
 * @param inputs   V, some channels of a block a task
 * @param grid     blocks
 * @param inputsAt where V begins
 */
record SharedTransforms(int kernelTasks, KernelPanels kernels, TileInputs inputs, TileGrid grid, int inputsAt)
        implements Stage {

    private int chunks() {
        return Math.ceilDiv(inputs.depth(), TileInputs.CHANNELS);
    }

    @Override
    public int tasks() {
        return kernelTasks + inputs.groups() * grid.blocks() * chunks();
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int rest = task - kernelTasks;
        if (rest < 0) {
            kernels.run(task, tensors, shared, own);
            return;
        }
        int group = rest / (grid.blocks() * chunks()), block = rest / chunks() % grid.blocks(), chunk = rest % chunks();
        int firstPanel = grid.firstPanel(block), tilePanels = grid.firstPanel(block + 1) - firstPanel;
        int first = firstPanel * grid.width(), last = Math.min(grid.total(), first + tilePanels * grid.width());
        int k = chunk * TileInputs.CHANNELS;
        inputs.transform(tensors, group, first, last, tilePanels, k, Math.min(inputs.depth(), k + TileInputs.CHANNELS),
                shared, inputsAt + inputs.start(group, block), own, TileProduct.ALIGN);
    }
}
