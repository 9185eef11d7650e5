using System.CommandLine;
using System.Globalization;
using Reconciliation.Storage;

namespace Reconciliation.Benchmarks.Store;

/// <summary>The options that say what a store is like.</summary>
internal static class StoreOptions
{
    public static Option<int> Versions()
    {
        var versions = new Option<int>("--versions")
        {
            Description = "How many versions the journal of the store has of a soin of two lines; 0: none, as when its months are gone.",
            DefaultValueFactory = _ => 1,
        };
        versions.AcceptOnlyFromAmong("0", "1", "2");
        return versions;
    }

    public static Option<string?> Cells()
    {
        var cells = new Option<string?>("--cellules")
        {
            Description = "How many cells the database has; for montee several numbers, such as 1,4,16, which one engine takes in turns.",
        };
        cells.Validators.Add(result =>
        {
            if (!Parts(result.GetValueOrDefault<string?>())
                .All(n => int.TryParse(n, out var count) && count is >= 1 and <= CellLayout.CellsMax))
            {
                result.AddError($"--cellules: numbers from 1 to {CellLayout.CellsMax}, with commas between them.");
            }
        });
        return cells;
    }

    public static IReadOnlyList<int> ReadCells(string? text) =>
        [.. Parts(text).Select(n => int.Parse(n, CultureInfo.InvariantCulture)).Distinct()];

    private static string[] Parts(string? text) => text?.Split(',') ?? [];
}
