using System.Collections.Frozen;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A message that cannot be accepted.</summary>
/// <param name="Origine">The way in: a queue, or http.</param>
/// <param name="Part">The stream.</param>
/// <param name="Corps">The original bytes.</param>
/// <param name="Rejets">The reasons.</param>
public sealed record Refus(string Origine, Part Part, ReadOnlyMemory<byte> Corps, IReadOnlyList<Rejet> Rejets);

/// <summary>How many lines of a source came in a batch, those known already included.</summary>
/// <param name="Part">The stream.</param>
/// <param name="Source">The source.</param>
/// <param name="Nombre">How many.</param>
public readonly record struct LignesRecues(Part Part, string Source, int Nombre);

/// <summary>What is known of some journées, read under their locks.</summary>
/// <param name="Lignes">All lines.</param>
/// <param name="Decisions">All décisions.</param>
/// <param name="Soins">All soins published before.</param>
/// <param name="Liees">Other journées that must be folded with these.</param>
public sealed record EtatConnu(
    IReadOnlyList<LigneStockee> Lignes,
    IReadOnlyList<Decision> Decisions,
    IReadOnlyList<SoinStocke> Soins,
    IReadOnlySet<Journee> Liees)
{
    /// <summary>The lines that this transaction adds, every content of them.</summary>
    public IReadOnlyList<LigneStockee> Ajoutees { get; private init; } = [];

    /// <summary>The revisions that this transaction adds.</summary>
    public IReadOnlySet<(LigneId Ligne, int Revision)> Nouvelles { get; private init; } = FrozenSet<(LigneId, int)>.Empty;

    /// <summary>Control totals of what came, of each source.</summary>
    public IReadOnlyList<ReceptionNotee> Receptions { get; private init; } = [];

    /// <summary>The same with lines that are about to be added.</summary>
    /// <param name="ajoutees">The lines; none of them is known.</param>
    /// <param name="receptions">Control totals of what came.</param>
    public EtatConnu Avec(IReadOnlyList<LigneStockee> ajoutees, IReadOnlyList<ReceptionNotee> receptions) => this with
    {
        Lignes = [.. Lignes, .. ajoutees],
        Ajoutees = ajoutees,
        Receptions = receptions,
        Nouvelles = ajoutees.Select(l => (l.Ligne.Id, l.Ligne.Revision)).ToHashSet(),
    };

    /// <summary>Pairs the lines into soins, and gives each soin its id.</summary>
    public (Rapprochement Rapprochement, Identites Identites) Rapprocher()
    {
        var rapprochement = Appariement.Apparier(JourneeDeSoins.De(Lignes.Select(l => l.Ligne), Decisions));
        var reception = new Dictionary<LigneId, long>(Lignes.Count);
        foreach (var (ligne, position, _, _, _) in Lignes)
        {
            reception[ligne.Id] = reception.TryGetValue(ligne.Id, out var premiere) ? Math.Min(premiere, position) : position;
        }

        var connus = Soins.Select(s => new SoinConnu(s.SoinId, s.Fondatrice, s.CreeLe));
        return (rapprochement, Identification.Identifier(rapprochement.Soins, connus, id => reception[id]));
    }

    /// <summary>The décisions that concern a soin, in the order in which they were taken: on it or one that it took in, on its lines,
    /// and those that reopen one of these.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="identites">The soins with their ids.</param>
    public IReadOnlyList<Decision> DecisionsDe(Guid soinId, Identites identites)
    {
        var ids = identites.Remplaces.Where(r => r.Value == soinId).Select(r => r.Key).Append(soinId).ToHashSet();
        var lignes = identites.Soins.Where(s => s.Id == soinId).SelectMany(s => s.Soin.Lignes).Select(l => l.Id).ToHashSet();
        return DecisionsEnVigueur.QuiConcernent(
            Decisions, d => (d.SoinId is { } id && ids.Contains(id)) || d.Concernees().Any(lignes.Contains));
    }
}

/// <summary>A stored line.</summary>
/// <param name="Ligne">The fact.</param>
/// <param name="Position">The rank in which it was received; of one that is about to be added, a rank after all that are read with it.</param>
/// <param name="RecuLe">When it was received.</param>
/// <param name="EvenementId">The event that brought it, for tracing.</param>
/// <param name="Empreinte">Its fingerprint, as it is stored.</param>
public readonly record struct LigneStockee(Ligne Ligne, long Position, DateTimeOffset RecuLe, string EvenementId, Guid Empreinte);

/// <summary>A stored soin.</summary>
public sealed record SoinStocke
{
    public required Guid SoinId { get; init; }

    public required string BeneficiaireId { get; init; }

    public required DateOnly DateSoin { get; init; }

    public required LigneId Fondatrice { get; init; }

    public required int Version { get; init; }

    public required Domain.Situation Situation { get; init; }

    public required MesuresDuSoin Mesures { get; init; }

    /// <summary>The last view, as JSON in UTF-8.</summary>
    public required byte[] Vue { get; init; }

    public required DateTimeOffset CreeLe { get; init; }

    public required DateTimeOffset MisAJourLe { get; init; }

    public required DateTimeOffset? Echeance { get; init; }

    public required Guid? RemplacePar { get; init; }

    /// <summary>The other members that its lines name, in order; the view does not say.</summary>
    public required IReadOnlyList<string> AutresAdherents { get; init; }
}

/// <summary>What of a soin is sorted by and counted.</summary>
/// <param name="Depuis">Since when it is in its situation.</param>
/// <param name="Enjeu">What is at stake.</param>
/// <param name="EcartJours">Days from the RO payment to the complementary one; null until both are there.</param>
/// <param name="Ponctualite">Channel and punctuality of the second payment; null until both are there.</param>
/// <param name="Paye">What its view states as paid, net.</param>
/// <param name="PartAttendue">The part that is missing of a late soin; null for any other.</param>
public sealed record MesuresDuSoin(
    DateTimeOffset Depuis, Montant Enjeu, int? EcartJours, string? Ponctualite, Montant Paye = default, Part? PartAttendue = null);

/// <summary>Which part of a soin was received first.</summary>
public enum PremiereRecue
{
    /// <summary>RO.</summary>
    Ro,

    /// <summary>The complementary part.</summary>
    Complementaire,

    /// <summary>Both in one batch.</summary>
    Ensemble,
}

/// <summary>A soin to write: a new version, or only another deadline.</summary>
public sealed record SoinAEcrire
{
    public required Guid SoinId { get; init; }

    public required Journee Journee { get; init; }

    public required string AdherentId { get; init; }

    public required IReadOnlyList<string> AutresAdherents { get; init; }

    public required LigneId Fondatrice { get; init; }

    public required int Version { get; init; }

    public required Domain.Situation Situation { get; init; }

    public required MesuresDuSoin Mesures { get; init; }

    public required DateTimeOffset? Echeance { get; init; }

    public required byte[] Vue { get; init; }

    public required Guid? RemplacePar { get; init; }

    public required DateTimeOffset CreeLe { get; init; }

    public required DateTimeOffset MisAJourLe { get; init; }

    /// <summary>The journal entry; null if the view is the one published last.</summary>
    public required EntreeDeJournal? Entree { get; init; }

    /// <summary>The beneficiary under whom the soin was stored before, if another.</summary>
    public required string? AncienBeneficiaire { get; init; }

    /// <summary>Whether it is known that no row of it is stored under its beneficiary: none is looked for.</summary>
    public bool EstNouveau { get; init; }

    /// <summary>Which part came first, if this is what brings the second.</summary>
    public PremiereRecue? Apparie { get; init; }

    /// <summary>The deadline that had passed when it was judged; null: none had.</summary>
    public DateTimeOffset? Echue { get; init; }
}

/// <summary>What the journal keeps of a version besides the view.</summary>
/// <param name="SituationPrecedente">The situation before; null at the first version.</param>
/// <param name="Cause">What caused it, as JSON in UTF-8.</param>
public sealed record EntreeDeJournal(Domain.Situation? SituationPrecedente, byte[] Cause);

/// <summary>Everything that one transaction writes after folding.</summary>
/// <param name="Soins">Soins.</param>
/// <param name="NonRattachees">Unattached lines of the journées; null where no line of theirs can be.</param>
/// <param name="Compteurs">What it changes of what is counted.</param>
/// <param name="Maintenant">The instant of judging.</param>
public sealed record Changements(IReadOnlyList<SoinAEcrire> Soins, IReadOnlyList<Ligne>? NonRattachees, IReadOnlyList<Compte> Compteurs, DateTimeOffset Maintenant)
{
    /// <summary>The décision that caused them, if one did.</summary>
    public DecisionAEcrire? Decision { get; init; }

    /// <summary>The journées that are removed with all that is stored of them.</summary>
    public IReadOnlyCollection<Journee> Effacees { get; init; } = [];
}

/// <summary>A new décision.</summary>
/// <param name="Decision">The fact.</param>
/// <param name="Journee">The journée with which it is read.</param>
public sealed record DecisionAEcrire(Decision Decision, Journee Journee);
