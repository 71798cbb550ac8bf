package io.github.convgrad.internal.plan;

class Prints {
    void run() {
        System.out.println("hello");
    }
}
