using System.Globalization;
using Reconciliation.Domain;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>A work list of soins.</summary>
/// <param name="Situation">The situation of its soins.</param>
/// <param name="Nom">Its name in addresses.</param>
/// <param name="Titre">Its title.</param>
/// <param name="Enjeu">What its amount is.</param>
/// <param name="Conseil">What to do with its soins.</param>
public sealed record Liste(Situation Situation, string Nom, string Titre, string Enjeu, string Conseil)
{
    /// <summary>All of them, the most pressing first.</summary>
    public static IReadOnlyList<Liste> Toutes { get; } =
    [
        new(Situation.EnRetard, "en-retard", "En retard", "Manque", "Le délai annoncé est dépassé et une part n'est pas arrivée."),
        new(Situation.Ecart, "ecart", "Écart", "Différence", "Les deux parts sont là et ne font pas le total annoncé."),
        new(Situation.ARapprocher, "a-rapprocher", "À rapprocher", "Total", "Plusieurs appariements sont possibles : ouvrez le soin et liez les lignes."),
        new(Situation.Conteste, "conteste", "Contesté", "Total", "Une ligne est arrivée avec deux contenus : la source doit dire lequel est le bon."),
    ];

    /// <summary>The address of the list.</summary>
    public string Adresse => "/a-traiter/" + Nom;

    /// <summary>The list of a situation; null where its soins need nobody.</summary>
    /// <param name="situation">The situation.</param>
    public static Liste? De(Situation situation) => Toutes.FirstOrDefault(l => l.Situation == situation);
}

/// <summary>The classes of age of work lists, in days of the calendar.</summary>
public static class Age
{
    private static readonly int[] Jours = [1, 3, 7, 30];

    /// <summary>Their names, the youngest first.</summary>
    public static IReadOnlyList<string> Tranches { get; } = ["aujourd'hui", "1 ou 2 jours", "3 à 6 jours", "7 à 29 jours", "30 jours et plus"];

    /// <summary>Nothing of any age.</summary>
    public static IReadOnlyList<long> Aucun { get; } = new long[Jours.Length + 1];

    /// <summary>The beginnings of days between them, the latest first.</summary>
    /// <param name="maintenant">Now.</param>
    public static IReadOnlyList<DateTimeOffset> Bornes(DateTimeOffset maintenant) => [.. Jours.Select(j => Paris.Debut(Paris.Jour(maintenant).AddDays(1 - j)))];

    /// <summary>The bounds of a class.</summary>
    /// <param name="tranche">Its number; null: all.</param>
    /// <param name="maintenant">Now.</param>
    public static (DateTimeOffset? Depuis, DateTimeOffset? Avant) Limites(int? tranche, DateTimeOffset maintenant)
    {
        var bornes = Bornes(maintenant);
        return tranche is { } t
            ? (t < bornes.Count ? bornes[t] : null, t > 0 ? bornes[t - 1] : null)
            : (null, null);
    }

    /// <summary>The class that an address names; null: all.</summary>
    /// <param name="valeur">The value in the address.</param>
    public static int? Lire(string? valeur) =>
        int.TryParse(valeur, CultureInfo.InvariantCulture, out var tranche) && tranche >= 0 && tranche < Tranches.Count ? tranche : null;
}
