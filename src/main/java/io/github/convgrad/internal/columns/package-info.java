/**
 * Results of few channels that are sums over many: {@code dx} of first layers, {@code y} of last ones. The product has a
 * row for each channel and tap, im2col's columns from the other side, and its rows are added up where their taps belong:
 * col2im, a block at a time. Start reading at {@link io.github.convgrad.internal.columns.ColumnSums}.
 */
package io.github.convgrad.internal.columns;
