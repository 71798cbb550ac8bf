/**
 * Winograd's minimal filtering for 3 x 3 kernels with stride 1: transforms around a batch of small products, one for
 * each frequency. Start reading at {@link io.github.convgrad.internal.winograd.TileProduct}.
 */
package io.github.convgrad.internal.winograd;
