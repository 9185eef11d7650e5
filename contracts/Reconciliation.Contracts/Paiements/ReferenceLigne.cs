namespace Reconciliation.Contracts;

/// <summary>The identity of a payment line within its source.</summary>
public sealed record ReferenceLigne
{
    /// <summary>The body that pays, 1–64 printable characters.</summary>
    public required string Organisme { get; init; }

    /// <summary>The number of the statement (décompte), 1–64 printable characters.</summary>
    public required string Decompte { get; init; }

    /// <summary>The rank of the line in the statement, zero or more.</summary>
    public required int Ordre { get; init; }
}
