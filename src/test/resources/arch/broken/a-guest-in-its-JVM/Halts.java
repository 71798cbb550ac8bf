package io.github.convgrad.internal.plan;

class Halts {
    void run() {
        Runtime.getRuntime().halt(1);
    }
}
