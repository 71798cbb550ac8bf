/**
 * Winograd's minimal filtering: transforms around a batch of small products, one for each frequency. Start reading at
 * {@link io.github.convgrad.internal.winograd.TileProduct}, which has 3 x 3 kernels with stride 1; how large its tiles
 * are is {@link io.github.convgrad.internal.winograd.Tiling}'s to say, and where they stand, those of dilated layers too,
 * {@link io.github.convgrad.internal.winograd.TileGrid}'s. Larger kernels, and those with a stride, are cut
 * into pieces by {@link io.github.convgrad.internal.winograd.KernelPieces} and go through
 * {@link io.github.convgrad.internal.winograd.LargeKernelProduct}.
 */
package io.github.convgrad.internal.winograd;
