using System.Globalization;
using Reconciliation.Domain;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>A work list of soins.</summary>
/// <param name="Situation">The situation of its soins.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Title">Its title.</param>
/// <param name="Enjeu">What its amount is.</param>
/// <param name="Advice">What to do with its soins.</param>
public sealed record WorkListSlugs(Situation Situation, string Slug, string Title, string Enjeu, string Advice)
{
    /// <summary>All of them, the most pressing first.</summary>
    public static IReadOnlyList<WorkListSlugs> All { get; } =
    [
        new(Situation.EnRetard, "en-retard", "En retard", "Manque", "Le délai annoncé est dépassé et une part n'est pas arrivée."),
        new(Situation.Ecart, "ecart", "Écart", "Différence", "Les deux parts sont là et ne font pas le total annoncé."),
        new(Situation.ARapprocher, "a-rapprocher", "À rapprocher", "Total", "Plusieurs appariements sont possibles : ouvrez le soin et liez les lignes."),
        new(Situation.Conteste, "conteste", "Contesté", "Total", "Une ligne est arrivée avec deux contenus : la source doit dire lequel est le bon."),
    ];

    /// <summary>The address of the list.</summary>
    public string Address => "/a-traiter/" + Slug;

    /// <summary>The list of a situation; null where its soins need nobody.</summary>
    /// <param name="situation">The situation.</param>
    public static WorkListSlugs? From(Situation situation) => All.FirstOrDefault(l => l.Situation == situation);
}

/// <summary>The classes of age of work lists, in days of the calendar.</summary>
public static class Age
{
    private static readonly int[] Days = [1, 3, 7, 30];

    /// <summary>Their names, the youngest first.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["aujourd'hui", "1 ou 2 jours", "3 à 6 jours", "7 à 29 jours", "30 jours et plus"];

    /// <summary>Nothing of any age.</summary>
    public static IReadOnlyList<long> None { get; } = new long[Days.Length + 1];

    /// <summary>The beginnings of days between them, the latest first.</summary>
    /// <param name="now">Now.</param>
    public static IReadOnlyList<DateTimeOffset> Bounds(DateTimeOffset now) => [.. Days.Select(j => Paris.StartOfDay(Paris.Day(now).AddDays(1 - j)))];

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
