package io.github.convgrad.internal.plan;

class ConvPlanV2 {
}
