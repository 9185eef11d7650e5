using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>Some journées that are tied together, with all that is known of them: they go together, or stay together.</summary>
/// <param name="Journees">The journées.</param>
/// <param name="Lignes">Their lines, every revision.</param>
/// <param name="Soins">Their soins.</param>
/// <param name="Decisions">The décisions on these.</param>
public sealed record JourneesNouees(
    IReadOnlySet<Journee> Journees, IReadOnlyList<LigneStockee> Lignes, IReadOnlyList<SoinStocke> Soins, IReadOnlyList<Decision> Decisions)
{
    /// <summary>The oldest of them.</summary>
    public Journee Premiere => Journees.OrderBy(j => j.DateSoin).ThenBy(j => j.BeneficiaireId, StringComparer.Ordinal).First();
}

/// <summary>Which journées may go. Pure: everything was read before.</summary>
public static class Caducite
{
    private static readonly Situation[] Exceptions = [Situation.Conteste, Situation.ARapprocher, Situation.Ecart, Situation.EnRetard];

    /// <summary>Whether nothing of some journées is to be kept any more: neither care, payment nor décision is younger than their time.</summary>
    /// <param name="journees">The journées.</param>
    /// <param name="durees">How long they are kept.</param>
    /// <param name="maintenant">Now.</param>
    public static bool EstEchue(JourneesNouees journees, DureesDeConservation durees, DateTimeOffset maintenant)
    {
        var ouverte = journees.Soins.Any(s => s.RemplacePar is null && Exceptions.Contains(s.Situation));
        var premier = ouverte ? durees.PremierJourDesExceptions(maintenant) : durees.PremierJour(maintenant);
        return DernierFait(journees) < premier;
    }

    /// <summary>The day of the last care, payment or décision.</summary>
    /// <param name="journees">The journées.</param>
    public static DateOnly DernierFait(JourneesNouees journees) => journees.Journees.Select(j => j.DateSoin)
        .Concat(journees.Lignes.Select(l => l.Ligne.PayeLe))
        .Concat(journees.Decisions.Select(d => Paris.Jour(d.PriseLe)))
        .Max();

    /// <summary>
    /// Parts what is known by what ties journées together: another revision of a line, a correction and its origin. What is tied to a
    /// journée that was not read is left out: it cannot be judged.
    /// </summary>
    /// <param name="etat">What is known.</param>
    public static IReadOnlyList<JourneesNouees> Nouer(EtatConnu etat)
    {
        var lues = etat.Lignes.Select(l => l.Ligne.Journee).Concat(etat.Soins.Select(s => s.Journee())).ToHashSet();
        var noeuds = lues.Union(etat.Liees).ToDictionary(j => j, j => new HashSet<Journee> { j });
        foreach (var ensemble in Nommees(etat.Lignes).GroupBy(n => n.Nom, n => n.Journee))
        {
            Unir(noeuds, ensemble);
        }

        // What hangs on a journée outside of what was read could be tied to any of these.
        return etat.Liees.All(lues.Contains)
            ? [.. noeuds.Values.Distinct<HashSet<Journee>>(ReferenceEqualityComparer.Instance).Select(n => Rassembler(etat, n))]
            : [];
    }

    private static IEnumerable<((Part, Reference) Nom, Journee Journee)> Nommees(IEnumerable<LigneStockee> lignes)
    {
        foreach (var ligne in lignes.Select(l => l.Ligne))
        {
            yield return ((ligne.Id.Part, ligne.Id.Reference), ligne.Journee);
            if (ligne.Origine is { } origine)
            {
                yield return ((ligne.Id.Part, origine), ligne.Journee);
            }
        }
    }

    private static void Unir(Dictionary<Journee, HashSet<Journee>> noeuds, IEnumerable<Journee> journees)
    {
        HashSet<Journee>? premier = null;
        foreach (var journee in journees)
        {
            premier ??= noeuds[journee];
            if (!premier.Contains(journee))
            {
                premier.UnionWith(noeuds[journee]);
                foreach (var membre in noeuds[journee])
                {
                    noeuds[membre] = premier;
                }
            }
        }
    }

    private static JourneesNouees Rassembler(EtatConnu etat, HashSet<Journee> journees)
    {
        var lignes = etat.Lignes.Where(l => journees.Contains(l.Ligne.Journee)).ToList();
        var soins = etat.Soins.Where(s => journees.Contains(s.Journee())).ToList();
        var (ids, identites) = (soins.Select(s => s.SoinId).ToHashSet(), lignes.Select(l => l.Ligne.Id).ToHashSet());
        return new(
            journees,
            lignes,
            soins,
            [.. etat.Decisions.Where(d => (d.SoinId is { } id && ids.Contains(id)) || d.Concernees().Any(identites.Contains))]);
    }

    private static Journee Journee(this SoinStocke soin) => new(soin.BeneficiaireId, soin.DateSoin);
}
