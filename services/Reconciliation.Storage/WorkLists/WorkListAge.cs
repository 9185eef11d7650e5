using System.Globalization;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The classes of age of work lists, in days of the calendar.</summary>
public static class WorkListAge
{
    // Each class from its age in days on, the youngest first.
    private static readonly (int FromDays, string Name)[] Table =
        [(0, "aujourd'hui"), (1, "1 ou 2 jours"), (3, "3 à 6 jours"), (7, "7 à 29 jours"), (30, "30 jours et plus")];

    /// <summary>Their names, the youngest first.</summary>
    public static IReadOnlyList<string> Classes { get; } = [.. Table.Select(c => c.Name)];

    /// <summary>The classes of age of late soins: from the end of their window on.</summary>
    public static IReadOnlyList<(string Name, TimeSpan Since)> LateAges { get; } =
        [("0-2 j", TimeSpan.Zero), ("2-7 j", TimeSpan.FromDays(2)), ("7-30 j", TimeSpan.FromDays(7)), (
            "30 j et plus", TimeSpan.FromDays(30))];

    /// <summary>Nothing of any age.</summary>
    public static IReadOnlyList<long> None { get; } = new long[Table.Length];

    /// <summary>The beginnings of days between them, the latest first.</summary>
    /// <param name="now">Now.</param>
    public static IReadOnlyList<DateTimeOffset> Bounds(DateTimeOffset now) =>
        [.. Table.Skip(1).Select(c => Paris.StartOfDay(Paris.Day(now).AddDays(1 - c.FromDays)))];

    /// <summary>The bounds of a class.</summary>
    /// <param name="slice">Its number; null: all.</param>
    /// <param name="now">Now.</param>
    public static (DateTimeOffset? Since, DateTimeOffset? Before) Limits(int? slice, DateTimeOffset now)
    {
        var bounds = Bounds(now);
        return slice is { } t
            ? (t < bounds.Count ? bounds[t] : null, t > 0 ? bounds[t - 1] : null)
            : (null, null);
    }

    /// <summary>The class that an address names; null: all.</summary>
    /// <param name="value">The value in the address.</param>
    public static int? Read(string? value) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var slice) && slice >= 0 && slice < Classes.Count ? slice : null;
}
