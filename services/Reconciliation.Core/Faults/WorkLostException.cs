namespace Reconciliation.Core;

/// <summary>An engine no longer has the right to a work that it was doing.</summary>
/// <param name="leaves">Whether it gave the right up, since it cannot do the work.</param>
/// <param name="wait">The wait that this ended.</param>
public sealed class WorkLostException(bool leaves, OperationCanceledException wait) : Exception(
    leaves
        ? "this engine cannot do it at present, and leaves it to another: readiness says what is missing."
        : "the database did not hear this engine in time, or gave the work to another.",
    wait);
