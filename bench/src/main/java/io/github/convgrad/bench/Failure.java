package io.github.convgrad.bench;

/** A command can't go on: the message is the one line the user sees. */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what went wrong, where, and what to do */
    public Failure(String message) {
        super(message);
    }

    /**
     * @param message what went wrong, where, and what to do
     * @param cause   for a debugger; it is not printed
     */
    public Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
