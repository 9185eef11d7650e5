using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;
using SoinColumn = Reconciliation.Storage.Column<Reconciliation.Storage.SoinToWrite>;

namespace Reconciliation.Storage;

/// <summary>The last view of each soin: its columns, and the statements of the hot path about it.</summary>
internal static class SoinTable
{
    // An array of arrays has rows of one length only: the members of each go as one text.
    private const char MemberSeparator = '\u001f';

    public static readonly Table<SoinToWrite> Table = new("soin");

    public static readonly SoinColumn SoinId = Table.Key("soin_id", NpgsqlDbType.Uuid, s => s.SoinId);
    public static readonly SoinColumn BeneficiaireId = Table.Key("beneficiaire_id", NpgsqlDbType.Text, s => s.Journee.BeneficiaireId);
    public static readonly SoinColumn DateSoin = Table.Column("date_soin", NpgsqlDbType.Date, s => s.Journee.DateSoin);
    public static readonly SoinColumn AdherentId = Table.Column("adherent_id", NpgsqlDbType.Text, s => s.AdherentId);

    public static readonly SoinColumn AutresAdherents = Table.Column(
        "autres_adherents",
        NpgsqlDbType.Text,
        s => s.AutresAdherents.Count == 0 ? null : string.Join(MemberSeparator, s.AutresAdherents),
        @"string_to_array({0}, E'\x1f')");

    public static readonly SoinColumn Fondatrice = Table.Column("fondatrice", NpgsqlDbType.Text, s => s.Fondatrice.Canonical());
    public static readonly SoinColumn Version = Table.Column("version", NpgsqlDbType.Integer, s => s.Version);
    public static readonly SoinColumn Situation = Table.Column("situation", NpgsqlDbType.Smallint, s => (short)s.Situation);
    public static readonly SoinColumn Echeance = Table.Column("echeance", NpgsqlDbType.TimestampTz, s => s.Echeance?.UtcDateTime);
    public static readonly (SoinColumn Plain, SoinColumn Packed) Vue = Table.Record("vue", PackedRecord.Vue, s => s.Vue);
    public static readonly SoinColumn VueFormat = Table.Column("vue_format", NpgsqlDbType.Smallint, s => s.VueFormat);
    public static readonly SoinColumn Epoque = Table.Column("epoque", NpgsqlDbType.Text, s => s.Epoque);
    public static readonly SoinColumn RemplacePar = Table.Column("remplace_par", NpgsqlDbType.Uuid, s => s.RemplacePar);
    public static readonly SoinColumn CreeLe = Table.Column("cree_le", NpgsqlDbType.TimestampTz, s => s.CreeLe.UtcDateTime);
    public static readonly SoinColumn MisAJourLe = Table.Column("mis_a_jour_le", NpgsqlDbType.TimestampTz, s => s.MisAJourLe.UtcDateTime);
    public static readonly SoinColumn Depuis = Table.Column("depuis", NpgsqlDbType.TimestampTz, s => s.Measures.Since.UtcDateTime);
    public static readonly SoinColumn Enjeu = Table.Column("enjeu", NpgsqlDbType.Bigint, s => s.Measures.Enjeu.Cents);
    public static readonly SoinColumn EcartJours = Table.Column("ecart_jours", NpgsqlDbType.Smallint, s => (short?)s.Measures.EcartJours);
    public static readonly SoinColumn Ponctualite = Table.Column("ponctualite", NpgsqlDbType.Text, s => s.Measures.Punctuality);
    public static readonly SoinColumn Paye = Table.Column("paye", NpgsqlDbType.Bigint, s => s.Measures.Paid.Cents);

    public static readonly SoinColumn PartAttendue =
        Table.Column("part_attendue", NpgsqlDbType.Smallint, s => s.Measures.ExpectedPart?.Number);

    public static readonly SoinColumn Canal = Table.Column("canal", NpgsqlDbType.Smallint, s => (short?)s.Measures.Canal);

    /// <summary>The columns that are read of a soin to fold its journée again: all but its member, whom folding finds anew.</summary>
    private static readonly Selection Stored = new(Table.Columns.Where(c => c != AdherentId));

    /// <summary>The columns that are read of a soin to check it.</summary>
    public static readonly Selection Controlled =
        new(
            SoinId, BeneficiaireId, DateSoin, AdherentId, AutresAdherents, Version, Situation, RemplacePar, MisAJourLe, Vue.Plain,
            Vue.Packed);

    /// <summary>All soins published for some journées, merged ones included.</summary>
    public static readonly string ReadSoins = $"""
        SELECT {Stored.Of("s")}
        FROM (SELECT unnest($1::text[]) AS b, unnest($2::date[]) AS d) AS j
        JOIN soin AS s ON s.beneficiaire_id = j.b AND s.date_soin = j.d
        """;

    /// <summary>The journées of which a soin is due, the longest overdue first.</summary>
    public const string DueJournees = """
        SELECT DISTINCT beneficiaire_id, date_soin
        FROM (SELECT beneficiaire_id, date_soin FROM soin WHERE echeance < $1 ORDER BY echeance LIMIT $2) AS dus
        """;

    /// <summary>A row of <see cref="ReadSoins"/>.</summary>
    /// <param name="r">The row.</param>
    /// <param name="streams">The streams: they read parts back.</param>
    public static StoredSoin Read(NpgsqlDataReader r, PaymentStreams streams) => new()
    {
        SoinId = Stored.Get<Guid>(r, SoinId),
        BeneficiaireId = Stored.Get<string>(r, BeneficiaireId),
        DateSoin = Stored.Get<DateOnly>(r, DateSoin),
        AutresAdherents = Stored.GetOrNull<string[]>(r, AutresAdherents) ?? [],
        Fondatrice = RowReaders.Identity(Stored.Get<string>(r, Fondatrice), Stored.Get<string>(r, BeneficiaireId), streams.Parts),
        Version = Stored.Get<int>(r, Version),
        Situation = (Situation)Stored.Get<short>(r, Situation),
        Echeance = Stored.ValueOrNull<DateTimeOffset>(r, Echeance),
        Vue = Stored.RecordOrEmpty(r, Vue),
        VueFormat = Stored.Get<short>(r, VueFormat),
        Epoque = Stored.GetOrNull<string>(r, Epoque),
        RemplacePar = Stored.ValueOrNull<Guid>(r, RemplacePar),
        CreeLe = Stored.Get<DateTimeOffset>(r, CreeLe),
        MisAJourLe = Stored.Get<DateTimeOffset>(r, MisAJourLe),
        Measures = new(
            Stored.Get<DateTimeOffset>(r, Depuis),
            new(Stored.Get<long>(r, Enjeu)),
            Stored.ValueOrNull<short>(r, EcartJours),
            Stored.GetOrNull<string>(r, Ponctualite),
            new(Stored.Get<long>(r, Paye)),
            Stored.ValueOrNull<short>(r, PartAttendue) is { } part ? streams.Parts[part] : null,
            (Canal?)Stored.ValueOrNull<short>(r, Canal)),
    };
}
