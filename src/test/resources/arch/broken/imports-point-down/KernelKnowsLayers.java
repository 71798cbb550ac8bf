package io.github.convgrad.internal.kernel;

import io.github.convgrad.ConvShape;

interface KernelKnowsLayers {
    void run(ConvShape s);
}
