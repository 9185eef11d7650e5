using System.Globalization;
using System.Text;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>One generated case: facts, a policy, and instants at which to judge.</summary>
internal sealed record Case(
    IReadOnlyList<Ligne> Lignes, IReadOnlyList<Decision> Decisions, DelaiAttendu Delai, DateTimeOffset Now, DateTimeOffset Later, int Seed)
{
    public JourneeDeSoins Facts => JourneeDeSoins.From(Lignes, Decisions);

    public PairedJournee Rapprochement => Pairing.Pair(Facts);

    public Jugement Jugement => new(Delai, new MemberTexts());

    /// <summary>A source of shuffles that belongs to the case: the same case shuffles the same way.</summary>
    public Random Random => new(Seed);

    /// <summary>
    /// The lines that count, found without the domain: of each identity the highest revision; of contradictions the least. Of one name that
    /// several beneficiaries have, revision after revision: the only holder gives way to the only newcomer.
    /// </summary>
    public IReadOnlyList<Ligne> CurrentLignes =>
    [
        .. Lignes.GroupBy(l => l.Id)
            .Where(g => Holders(g.Key).Contains(g.Key.Beneficiaire))
            .Select(g => g.OrderByDescending(l => l.Revision).ThenBy(l => l.Montant).First()),
    ];

    private List<string> Holders(LigneId name)
    {
        var holders = new List<string>();
        var ofName = Lignes.Where(l => l.Id with { Beneficiaire = "" } == name with { Beneficiaire = "" }).ToList();
        for (var revision = 1; revision <= ofName.Max(l => l.Revision); revision++)
        {
            var claiming = ofName.Where(l => l.Revision == revision).Select(l => l.BeneficiaireId).Distinct().ToList();
            holders = holders.Count == 1 && claiming.Count == 1 ? claiming : [.. holders.Union(claiming)];
        }

        return holders;
    }

    /// <summary>The case in words, for the report of a failure.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"à {Now:u}, puis {Later:u}");
        foreach (var ligne in Lignes)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {InWords(ligne)}");
        }

        foreach (var decision in Decisions)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {InWords(decision)}");
        }

        return text.ToString();
    }

    private static string InWords(Ligne l)
    {
        var common = $"{Nom(l.Id)} r{l.Revision} {l.Nature} {l.Montant} sur {l.Depense} (origine {l.Origine?.Ordre}) "
            + $"{l.BeneficiaireId} {l.DateSoin:dd/MM} {l.ProfessionnelId} {l.CodeActe} {l.AdherentId} {l.Destinataire} {l.Canal} "
            + $"{l.Releve} "
            + $"payée {l.PayeLe:dd/MM} par {l.Virement}, transmise {l.TransmisLe:u}, soin {l.ReferenceSoin}";
        return l switch
        {
            LigneRo ro => $"{common} ; base {ro.Base}, complémentaire {ro.Complementaire}",
            LigneComplementaire rc =>
                $"{common} ; {rc.Contrat}, RO {rc.RegimeObligatoire} déclaré {rc.MontantRoDeclare}, nomme {rc.ReferenceRo?.Ordre}",
            _ => common,
        };
    }

    private static string InWords(Decision decision) => decision switch
    {
        Lier tie => $"{tie.PriseLe:u} lier {string.Join(" + ", tie.Lignes.Select(Nom))}",
        Delier delier => $"{delier.PriseLe:u} délier {string.Join(" | ", delier.Lignes.Select(Nom))}",
        AccepterEcart accept => $"{accept.PriseLe:u} accepter {string.Join(" + ", accept.Lignes.Select(l => Nom(l.Ligne)))}",
        NeRienAttendre end => $"{end.PriseLe:u} ne rien attendre de {end.Part} : "
            + $"{string.Join(" + ", end.Lignes.Select(l => Nom(l.Ligne)))}",
        _ => decision.ToString(),
    };

    private static string Nom(LigneId id) => $"{id.Part}/{id.Source}/{id.Reference.Ordre}";
}

/// <summary>Views made comparable: a record holds its list of members by reference, so it is taken out and compared as text.</summary>
internal static class ComparableVues
{
    private static readonly IReadOnlyList<string> None = [];
    private static readonly IReadOnlyList<RetenueVue> NoRetenues = [];
    private static readonly IReadOnlyList<MessagePartie> NoParties = [];

    public static (Vue Vue, string Lists) From(Vue vue) => (
        vue with { AutresAdherents = None, Retenues = NoRetenues, MessageParties = NoParties },
        $"{string.Join(' ', vue.AutresAdherents)} {string.Join(' ', vue.Retenues)} {string.Join(' ', vue.MessageParties)}");

    /// <summary>The same without the next instant, which is for the clock and not published.</summary>
    public static (Vue Vue, string Lists) Published(Vue vue) => From(vue with { Echeance = null });

    /// <summary>The result of pairing and judging a set of facts: the views, and the lines that are in no soin.</summary>
    public static Resultat Judge(JourneeDeSoins facts, Jugement judgement, DateTimeOffset now)
    {
        var folded = JourneeFold.Run(facts, judgement, now);
        return new(
            [.. folded.Soins.Select(s => (string.Join(' ', s.Soin.Lignes.Select(l => (l.Id, l.Revision))), From(s.Vue)))],
            [.. folded.NonRattachees.Select(l => (l.Id, l.Revision))]);
    }
}

/// <summary>Views with the lines behind them, and the unattached lines.</summary>
internal sealed record Resultat(
    IReadOnlyList<(string Lignes, (Vue, string) Vue)> Soins, IReadOnlyList<(LigneId, int)> NonRattachees)
{
    public bool Equals(Resultat? other) =>
        other is not null && Soins.SequenceEqual(other.Soins) && NonRattachees.SequenceEqual(other.NonRattachees);

    public override int GetHashCode() => Soins.Count;

    public override string ToString() => string.Join('\n', Soins) + "\n∅ " + string.Join(' ', NonRattachees);
}
