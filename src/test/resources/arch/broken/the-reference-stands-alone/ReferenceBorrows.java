package io.github.convgrad.reference;

import io.github.convgrad.internal.patch.PatchGeometry;

class ReferenceBorrows {
    PatchGeometry geometry;
}
