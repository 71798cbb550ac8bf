package io.github.convgrad.reference;

import io.github.convgrad.ConvShape;

class NaiveLoops {
    long elements(ConvShape s) {
        return s.xLength();
    }
}
