/**
 * Forward and dx of layers with many small images: the columns of a tile are images instead of pixels. Start reading at
 * {@link io.github.convgrad.internal.images.ImageGemm}.
 */
package io.github.convgrad.internal.images;
