package io.github.convgrad.internal.plan;

import com.google.common.collect.ImmutableList;

class Guava {
    ImmutableList<String> list;
}
