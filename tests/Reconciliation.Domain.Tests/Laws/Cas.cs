using System.Globalization;
using System.Text;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>One generated case: facts, a policy, and instants at which to judge.</summary>
internal sealed record Cas(
    IReadOnlyList<Ligne> Lignes, IReadOnlyList<Decision> Decisions, DelaiAttendu Delai, DateTimeOffset Maintenant, DateTimeOffset PlusTard, int Graine)
{
    public JourneeDeSoins Faits => JourneeDeSoins.De(Lignes, Decisions);

    public Rapprochement Rapprochement => Appariement.Apparier(Faits);

    public Jugement Jugement => new(Delai, new TextesMembre());

    /// <summary>A source of shuffles that belongs to the case: the same case shuffles the same way.</summary>
    public Random Hasard => new(Graine);

    /// <summary>The lines that count, found without the domain: of each identity the highest revision; of contradictions the least.</summary>
    public IReadOnlyList<Ligne> LignesActuelles =>
        [.. Lignes.GroupBy(l => l.Id).Select(g => g.OrderByDescending(l => l.Revision).ThenBy(l => l.Montant).First())];

    /// <summary>The case in words, for the report of a failure.</summary>
    public override string ToString()
    {
        var texte = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"à {Maintenant:u}, puis {PlusTard:u}");
        foreach (var ligne in Lignes)
        {
            texte.AppendLine(CultureInfo.InvariantCulture, $"  {EnMots(ligne)}");
        }

        foreach (var decision in Decisions)
        {
            texte.AppendLine(CultureInfo.InvariantCulture, $"  {EnMots(decision)}");
        }

        return texte.ToString();
    }

    private static string EnMots(Ligne l)
    {
        var commun = $"{Nom(l.Id)} r{l.Revision} {l.Nature} {l.Montant} sur {l.Depense} (origine {l.Origine?.Ordre}) "
            + $"{l.BeneficiaireId} {l.DateSoin:dd/MM} {l.ProfessionnelId} {l.CodeActe} {l.AdherentId} {l.Destinataire} {l.Canal} {l.Releve} "
            + $"payée {l.PayeLe:dd/MM} par {l.Virement}, transmise {l.TransmisLe:u}, soin {l.ReferenceSoin}";
        return l switch
        {
            LigneRo ro => $"{commun} ; base {ro.Base}, complémentaire {ro.Complementaire}",
            LigneComplementaire rc => $"{commun} ; {rc.Contrat}, RO {rc.RegimeObligatoire} déclaré {rc.MontantRoDeclare}, nomme {rc.ReferenceRo?.Ordre}",
            _ => commun,
        };
    }

    private static string EnMots(Decision decision) => decision switch
    {
        Lier lier => $"{lier.PriseLe:u} lier {string.Join(" + ", lier.Lignes.Select(Nom))}",
        Delier delier => $"{delier.PriseLe:u} délier {string.Join(" | ", delier.Lignes.Select(Nom))}",
        AccepterEcart accepter => $"{accepter.PriseLe:u} accepter {string.Join(" + ", accepter.Lignes.Select(l => Nom(l.Ligne)))}",
        _ => decision.ToString(),
    };

    private static string Nom(LigneId id) => $"{id.Part}/{id.Source}/{id.Reference.Ordre}";
}

/// <summary>Views made comparable: a record holds its list of members by reference, so it is taken out and compared as text.</summary>
internal static class Comparables
{
    private static readonly IReadOnlyList<string> Aucun = [];

    public static (Vue Vue, string AutresAdherents) De(Vue vue) =>
        (vue with { AutresAdherents = Aucun }, string.Join(' ', vue.AutresAdherents));

    /// <summary>The same without the next instant, which is for the clock and not published.</summary>
    public static (Vue Vue, string AutresAdherents) Publiee(Vue vue) => De(vue with { Echeance = null });

    /// <summary>All that pairing and judging make of a set of facts: the views, and the lines that are in no soin.</summary>
    public static Resultat Juger(JourneeDeSoins faits, Jugement jugement, DateTimeOffset maintenant)
    {
        var rapprochement = Appariement.Apparier(faits);
        return new(
            [.. rapprochement.Soins.Select(s => (string.Join(' ', s.Lignes.Select(l => (l.Id, l.Revision))), De(jugement.Juger(s, maintenant))))],
            [.. rapprochement.NonRattachees.Select(l => (l.Id, l.Revision))]);
    }
}

/// <summary>Views with the lines behind them, and the unattached lines.</summary>
internal sealed record Resultat(
    IReadOnlyList<(string Lignes, (Vue, string) Vue)> Soins, IReadOnlyList<(LigneId, int)> NonRattachees)
{
    public bool Equals(Resultat? autre) =>
        autre is not null && Soins.SequenceEqual(autre.Soins) && NonRattachees.SequenceEqual(autre.NonRattachees);

    public override int GetHashCode() => Soins.Count;

    public override string ToString() => string.Join('\n', Soins) + "\n∅ " + string.Join(' ', NonRattachees);
}
