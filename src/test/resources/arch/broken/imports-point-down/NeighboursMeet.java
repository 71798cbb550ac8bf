package io.github.convgrad.internal.winograd;

import static io.github.convgrad.internal.depthwise.DepthwiseForward.plan;

class NeighboursMeet {
}
