using System.Globalization;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The classes of age of work lists, in days of the calendar.</summary>
public static class WorkListAge
{
    private static readonly int[] Days = [1, 3, 7, 30];

    /// <summary>Their names, the youngest first.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["aujourd'hui", "1 ou 2 jours", "3 à 6 jours", "7 à 29 jours", "30 jours et plus"];

    /// <summary>The classes of age of late soins: from the end of their window on.</summary>
    public static IReadOnlyList<(string Name, TimeSpan Since)> LateAges { get; } =
        [("0-2 j", TimeSpan.Zero), ("2-7 j", TimeSpan.FromDays(2)), ("7-30 j", TimeSpan.FromDays(7)), (
            "30 j et plus", TimeSpan.FromDays(30))];

    /// <summary>Nothing of any age.</summary>
    public static IReadOnlyList<long> None { get; } = new long[Days.Length + 1];

    /// <summary>The beginnings of days between them, the latest first.</summary>
    /// <param name="now">Now.</param>
    public static IReadOnlyList<DateTimeOffset> Bounds(DateTimeOffset now) =>
        [.. Days.Select(j => Paris.StartOfDay(Paris.Day(now).AddDays(1 - j)))];

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
