using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>What of a batch is new: its lines that are not among those stored, and what came of each source.</summary>
/// <param name="Lignes">The new lines, in the order of their keys.</param>
/// <param name="Receptions">Control totals of each source.</param>
/// <param name="RecuLe">When they were received.</param>
internal sealed record LignesDuLot(IReadOnlyList<LigneRecue> Lignes, IReadOnlyList<ReceptionNotee> Receptions, DateTimeOffset RecuLe)
{
    public static readonly LignesDuLot Aucune = new([], [], default);

    /// <summary>Tells what is new. A fingerprint names the journée too: a line that is stored is among those of its journée.</summary>
    /// <param name="lignes">Distinct lines.</param>
    /// <param name="recues">How many came of each source.</param>
    /// <param name="connues">The stored lines of their journées.</param>
    /// <param name="maintenant">When they were received.</param>
    public static LignesDuLot De(
        IReadOnlyList<LigneRecue> lignes, IReadOnlyList<LignesRecues> recues, IReadOnlyList<LigneStockee> connues, DateTimeOffset maintenant)
    {
        var empreintes = connues.Select(c => c.Empreinte).ToHashSet();
        var nouvelles = lignes.Where(l => !empreintes.Contains(l.Empreinte.EnUuid())).ToList();
        var parSource = nouvelles.Select(l => l.Ligne).ToLookup(l => (l.Id.Part, l.Id.Source));
        return new(nouvelles, [.. recues.Select(Noter)], maintenant);

        ReceptionNotee Noter(LignesRecues recue)
        {
            var dElle = parSource[(recue.Part, recue.Source)];
            return new(recue, dElle.Count(), dElle.Sum(l => l.Montant.Cents));
        }
    }

    /// <summary>The new lines as if they were stored already, after all those that are.</summary>
    /// <param name="connues">The stored lines.</param>
    public IReadOnlyList<LigneStockee> Apres(IReadOnlyList<LigneStockee> connues)
    {
        var derniere = connues.Select(c => c.Position).DefaultIfEmpty().Max();
        return [.. Lignes.Select((l, rang) => new LigneStockee(l.Ligne, derniere + 1 + rang, RecuLe, l.EvenementId, l.Empreinte.EnUuid()))];
    }

    /// <summary>
    /// The journées that the lines of one batch tie together among themselves: by another revision of a line, or by a correction and its
    /// origin. What ties them to stored lines is looked for where these are.
    /// </summary>
    /// <param name="lignes">The lines of a batch.</param>
    public static IReadOnlyList<(Journee De, Journee A)> Liens(IReadOnlyList<LigneRecue> lignes)
    {
        var parNom = lignes.Select(l => l.Ligne).ToLookup(l => (l.Id.Part, l.Id.Reference));
        if (parNom.Count == lignes.Count && lignes.All(l => l.Ligne.Origine is null))
        {
            return [];
        }

        return
        [
            .. from ligne in lignes.Select(l => l.Ligne)
               from autre in parNom[(ligne.Id.Part, ligne.Id.Reference)].Where(a => a.Id.Source == ligne.Id.Source)
                   .Concat(ligne.Origine is { } origine ? parNom[(ligne.Id.Part, origine)] : [])
               where autre.Journee != ligne.Journee
               select (ligne.Journee, autre.Journee),
        ];
    }
}

/// <summary>Control totals of one source in one batch.</summary>
/// <param name="Recues">How many came.</param>
/// <param name="Nouvelles">How many of them were new.</param>
/// <param name="Centimes">The sum of the new ones.</param>
public readonly record struct ReceptionNotee(LignesRecues Recues, int Nouvelles, long Centimes);
