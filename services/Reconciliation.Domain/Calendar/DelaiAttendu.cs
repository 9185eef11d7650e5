namespace Reconciliation.Domain;

/// <summary>The unit of a <see cref="Duree"/>.</summary>
public enum Unite
{
    /// <summary>Hours that elapse, whatever the clock on the wall does.</summary>
    Heures,

    /// <summary>Days of the calendar in Europe/Paris: the same wall-clock time, so many days later.</summary>
    Jours,
}

/// <summary>A length of time of the policy.</summary>
/// <param name="Valeur">How many units.</param>
/// <param name="Unite">The unit.</param>
public readonly record struct Duree(int Valeur, Unite Unite)
{
    /// <summary>So many hours.</summary>
    /// <param name="valeur">How many.</param>
    public static Duree Heures(int valeur) => new(valeur, Unite.Heures);

    /// <summary>So many days.</summary>
    /// <param name="valeur">How many.</param>
    public static Duree Jours(int valeur) => new(valeur, Unite.Jours);
}

/// <summary>The window in which a missing part is expected, counted from its origin.</summary>
/// <param name="Debut">From when.</param>
/// <param name="Fin">Until when.</param>
public sealed record Fenetre(Duree Debut, Duree Fin);

/// <summary>Which days count.</summary>
public enum Decompte
{
    /// <summary>Every day.</summary>
    Calendaire,

    /// <summary>Not week-ends and TARGET closing days.</summary>
    OuvreTarget,

    /// <summary>Not week-ends and French public holidays of a zone.</summary>
    OuvreFrance,
}

/// <summary>The policy of delays from a day on.</summary>
/// <param name="ApplicableDepuis">The first day, in Europe/Paris, on which a delay that begins is counted by this policy.</param>
/// <param name="CarteVitale">The window with the carte Vitale.</param>
/// <param name="FeuilleDeSoins">The window with a paper feuille de soins.</param>
/// <param name="Decompte">Which days count.</param>
/// <param name="Zone">The zone of <see cref="Decompte.OuvreFrance"/>.</param>
/// <param name="SeuilAnormal">How long past the window a late soin becomes <c>anormal</c>; null: never.</param>
public sealed record PolitiqueDeDelai(
    DateOnly ApplicableDepuis,
    Fenetre CarteVitale,
    Fenetre FeuilleDeSoins,
    Decompte Decompte = Decompte.Calendaire,
    Zone Zone = Zone.Metropole,
    Duree? SeuilAnormal = null)
{
    /// <summary>What MGEN told its members in November 2025: 48 to 72 hours with the carte Vitale; on paper 5 to 30 days.</summary>
    public static PolitiqueDeDelai Initiale { get; } = new(
        DateOnly.MinValue,
        new(Duree.Heures(48), Duree.Heures(72)),
        new(Duree.Jours(5), Duree.Jours(30)));
}

/// <summary>The instants between which a missing part is expected.</summary>
/// <param name="Du">From.</param>
/// <param name="Au">Until, included: late is after it.</param>
/// <param name="AnormalApres">After which a late soin is <c>anormal</c>; null: never.</param>
public sealed record Attente(DateTimeOffset Du, DateTimeOffset Au, DateTimeOffset? AnormalApres)
{
    /// <summary>The last day, in Europe/Paris, on which the part is in time.</summary>
    public DateOnly DernierJour => Paris.Jour(Au.AddTicks(-1));

    /// <summary>Whether a payment made on a day is in time: the day begins before the window ends.</summary>
    /// <param name="payeLe">The day of payment.</param>
    public bool EstDansLesDelais(DateOnly payeLe) => Paris.Debut(payeLe) < Au;
}

/// <summary>When a missing part is expected: the policies, each from its date on, so that a change does not rewrite the past.</summary>
public sealed class DelaiAttendu
{
    private readonly IReadOnlyList<PolitiqueDeDelai> _politiques;

    /// <summary>Takes the policies.</summary>
    /// <param name="politiques">At least one, in any order.</param>
    /// <exception cref="ArgumentException">There is none, or two apply from the same day.</exception>
    public DelaiAttendu(params IEnumerable<PolitiqueDeDelai> politiques)
    {
        _politiques = [.. politiques.OrderBy(p => p.ApplicableDepuis)];
        if (_politiques.Count == 0 || _politiques.DistinctBy(p => p.ApplicableDepuis).Count() < _politiques.Count)
        {
            throw new ArgumentException("Give at least one policy, and one at most from a given day.", nameof(politiques));
        }
    }

    /// <summary>The window counted from an instant. Before the first policy, the first applies.</summary>
    /// <param name="origine">The instant from which the delay is counted.</param>
    /// <param name="canal">How the care was declared.</param>
    public Attente Calculer(DateTimeOffset origine, Canal canal)
    {
        var jour = Paris.Jour(origine);
        var politique = _politiques.LastOrDefault(p => p.ApplicableDepuis <= jour) ?? _politiques[0];
        var fenetre = canal == Canal.CarteVitale ? politique.CarteVitale : politique.FeuilleDeSoins;
        var fin = Ajouter(origine, fenetre.Fin, politique);
        return new(
            Ajouter(origine, fenetre.Debut, politique),
            fin,
            politique.SeuilAnormal is { } seuil ? Ajouter(fin, seuil, politique) : null);
    }

    private static DateTimeOffset Ajouter(DateTimeOffset origine, Duree duree, PolitiqueDeDelai politique) => politique.Decompte switch
    {
        Decompte.OuvreTarget => AjouterOuvre(origine, duree, JoursNonOuvres.EstFermeTarget),
        Decompte.OuvreFrance => AjouterOuvre(origine, duree, jour => JoursNonOuvres.EstChome(jour, politique.Zone)),
        _ => duree.Unite == Unite.Heures
            ? origine.ToUniversalTime().AddHours(duree.Valeur)
            : Paris.Instant(Paris.Heure(origine).AddDays(duree.Valeur)),
    };

    // The clock on the wall runs on open days only; a closed day is skipped whole, and each open day counts 24 hours.
    private static DateTimeOffset AjouterOuvre(DateTimeOffset origine, Duree duree, Func<DateOnly, bool> estFerme)
    {
        var heure = Paris.Heure(origine);
        var reste = duree.Unite == Unite.Heures ? TimeSpan.FromHours(duree.Valeur) : TimeSpan.FromDays(duree.Valeur);
        while (true)
        {
            var demain = heure.Date.AddDays(1);
            var ouvert = estFerme(DateOnly.FromDateTime(heure)) ? TimeSpan.Zero : demain - heure;
            if (ouvert > TimeSpan.Zero && reste <= ouvert)
            {
                return Paris.Instant(heure + reste);
            }

            reste -= ouvert;
            heure = demain;
        }
    }
}
