namespace Reconciliation.Tidy.Rules;

/// <summary>Advisory locks are named in one file: the holder of each, its reason, and the work that waits for it.</summary>
internal static class LockRegistry
{
    private const string Registry = "services/Reconciliation.Storage/Leases/AdvisoryLocks.cs";

    // Written in pieces: this file is looked at too.
    private static readonly string[] Words = ["pg_" + "advisory", "pg_try_" + "advisory", "hash" + "textextended"];

    public static IEnumerable<Finding> Check(Tree tree) => tree.CSharp
        .Where(f => f.Path.StartsWith("services/", StringComparison.Ordinal) && f.Path != Registry && !f.IsMigration)
        .SelectMany(file => file.Lines.Select((line, i) => (Line: line, Number: i + 1))
            .Where(l => Words.Any(w => l.Line.Contains(w, StringComparison.Ordinal)))
            .Select(l => file.Finding(l.Number, $"take the lock from {Registry}")));
}
