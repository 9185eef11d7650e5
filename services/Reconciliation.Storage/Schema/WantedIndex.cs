namespace Reconciliation.Storage;

/// <summary>An index that the model of the tables cannot say: of expressions, or of the partitioned journal.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Table">Its table.</param>
/// <param name="Definition">
/// The text after the table in <c>CREATE INDEX</c>. It may change: <see cref="IndexUpkeep"/> builds the index anew.
/// </param>
/// <param name="Former">
/// The index in whose place it stands, which hosts of the version before read: it goes when <see cref="IndexUpkeep"/> finds this one ready.
/// </param>
internal sealed record WantedIndex(string Name, string Table, string Definition, string? Former = null)
{
    /// <summary>The indexes of this version.</summary>
    public static IReadOnlyList<WantedIndex> Product { get; } =
    [
        // The work lists in both orders, with all that they are filtered by: what a filter leaves out is passed over in the index.
        new(
            "soin_a_traiter_age",
            "soin",
            $"(situation, depuis, soin_id, enjeu, part_attendue, date_soin, canal) WHERE {WorkList.Predicate}"),
        new(
            "soin_a_traiter_enjeu",
            "soin",
            $"(situation, enjeu, soin_id, depuis, part_attendue, date_soin, canal) WHERE {WorkList.Predicate}"),

        // Of each day the soins that need a person, the most at stake last: a work list of one class of age, sorted by amount, reads the
        // last rows of some days, however many soins wait. It holds exceptional soins only, as its two neighbours do.
        new(
            "soin_a_traiter_jour",
            "soin",
            $"""
            (situation, ((depuis AT TIME ZONE 'Europe/Paris')::date), enjeu, soin_id) INCLUDE (depuis)
            WHERE {WorkList.Predicate}
            """),

        // By what members name a payment: its day, its amount, its transfer. Searches alone read them. Decision 29 says what they cost.
        new("ligne_paye_le_court", "ligne", $"(paye_le, ({ShortKey.OfMontant("montant")}), position)", "ligne_paye_le"),
        new("ligne_date_montant_court", "ligne", $"(date_soin, ({ShortKey.OfMontant("montant")}), position)", "ligne_date_montant"),
        new("ligne_virement_court", "ligne", $"(({ShortKey.OfText("virement")}), position)", "ligne_virement"),
        new(
            "soin_paye_court",
            "soin",
            $"(date_soin, ({ShortKey.OfMontant("paye")}), soin_id) WHERE remplace_par IS NULL",
            "soin_paye"),

        // The overview: what agents decided about the care of some days, and the calls of some days.
        new("decision_date_soin", "decision", "(date_soin, beneficiaire_id)"),

        // Ties from their other end: a journée that is erased is looked for there. Ties are rare, and so are erasures.
        new("lien_autre", "lien", "(autre_beneficiaire_id, autre_date_soin)"),
        new("acces_appel", "acces", $"(le, adherent_id) WHERE {OverviewQueries.IsCall}"),
        new("quarantaine_emetteur_ouverte", "quarantaine", "(emetteur) WHERE etat = 0"),
        new("quarantaine_noms", "quarantaine", "USING gin (noms)"),
        new("journal_adherent", "journal", "(adherent_id, transaction, position)"),
        new("journal_autres_adherents", "journal", "USING gin (autres_adherents) WHERE autres_adherents IS NOT NULL"),
    ];
}
