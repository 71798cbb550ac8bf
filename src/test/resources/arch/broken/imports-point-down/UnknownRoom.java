package io.github.convgrad.internal.attic;

class UnknownRoom {
}
