package io.github.convgrad.internal.plan;

class Common {
}
