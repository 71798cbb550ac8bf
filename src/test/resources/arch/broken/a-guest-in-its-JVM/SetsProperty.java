package io.github.convgrad.internal.plan;

class SetsProperty {
    void run() {
        System.setProperty("a", "b");
    }
}
