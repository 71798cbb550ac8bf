/**
 * Winograd's minimal filtering: transforms around a batch of small products, one for each frequency. Start reading at
 * {@link io.github.convgrad.internal.winograd.TileProduct}, which has 3 x 3 kernels with stride 1; larger ones, and dx of
 * those with a stride, are cut into pieces of 3 x 3 by {@link io.github.convgrad.internal.winograd.KernelPieces}.
 */
package io.github.convgrad.internal.winograd;
