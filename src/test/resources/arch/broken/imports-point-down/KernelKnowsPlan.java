package io.github.convgrad.internal.kernel;

import io.github.convgrad.internal.plan.Planner;

class KernelKnowsPlan {
    Planner planner;
}
