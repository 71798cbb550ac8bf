/**
 * Cold start. Until C2 has compiled it, a kernel on the Vector API is hundreds of times slower than its plain twin, which
 * gives the same bits. So plain twins do the work at first, while the kernels rehearse: they are run on tiny problems,
 * for a part of the time, until they turn out to be compiled.
 *
 * <p>Read {@link io.github.convgrad.internal.kernel.rehearsal.Rehearsal} first.
 */
package io.github.convgrad.internal.kernel.rehearsal;
