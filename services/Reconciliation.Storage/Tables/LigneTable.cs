using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;
using LigneColumn = Reconciliation.Storage.Column<Reconciliation.Storage.ReceivedLigne>;

namespace Reconciliation.Storage;

/// <summary>All lines as they came: its columns, and the statements of the hot path about it.</summary>
internal static class LigneTable
{
    public static readonly Table<ReceivedLigne> Table = new("ligne");

    public static readonly LigneColumn Part = Table.Column("part", NpgsqlDbType.Smallint, l => l.Ligne.Id.Part.Number);
    public static readonly LigneColumn Organisme = Table.Column("organisme", NpgsqlDbType.Text, l => l.Ligne.Id.Reference.Organisme);
    public static readonly LigneColumn Decompte = Table.Column("decompte", NpgsqlDbType.Text, l => l.Ligne.Id.Reference.Decompte);
    public static readonly LigneColumn Ordre = Table.Column("ordre", NpgsqlDbType.Integer, l => l.Ligne.Id.Reference.Ordre);
    public static readonly LigneColumn Source = Table.Column("source", NpgsqlDbType.Text, l => l.Ligne.Id.Source);

    public static readonly LigneColumn OrigineOrganisme =
        Table.Column("origine_organisme", NpgsqlDbType.Text, l => l.Ligne.NamedLigne()?.Reference.Organisme);

    public static readonly LigneColumn OrigineDecompte =
        Table.Column("origine_decompte", NpgsqlDbType.Text, l => l.Ligne.NamedLigne()?.Reference.Decompte);

    public static readonly LigneColumn OrigineOrdre =
        Table.Column("origine_ordre", NpgsqlDbType.Integer, l => l.Ligne.NamedLigne()?.Reference.Ordre);

    public static readonly LigneColumn BeneficiaireId = Table.Column("beneficiaire_id", NpgsqlDbType.Text, l => l.Ligne.BeneficiaireId);
    public static readonly LigneColumn DateSoin = Table.Column("date_soin", NpgsqlDbType.Date, l => l.Ligne.DateSoin);
    public static readonly LigneColumn Revision = Table.Column("revision", NpgsqlDbType.Integer, l => l.Ligne.Revision);
    public static readonly LigneColumn Empreinte = Table.Column("empreinte", NpgsqlDbType.Uuid, l => l.Empreinte.ToUuid());
    public static readonly LigneColumn AdherentId = Table.Column("adherent_id", NpgsqlDbType.Text, l => l.Ligne.AdherentId);
    public static readonly LigneColumn Nature = Table.Column("nature", NpgsqlDbType.Smallint, l => (short)l.Ligne.Nature);
    public static readonly LigneColumn Montant = Table.Column("montant", NpgsqlDbType.Bigint, l => l.Ligne.Montant.Cents);
    public static readonly LigneColumn PayeLe = Table.Column("paye_le", NpgsqlDbType.Date, l => l.Ligne.PayeLe);
    public static readonly LigneColumn Virement = Table.Column("virement", NpgsqlDbType.Text, l => l.Ligne.Virement);
    public static readonly LigneColumn ProfessionnelId = Table.Column("professionnel_id", NpgsqlDbType.Text, l => l.Ligne.ProfessionnelId);
    public static readonly (LigneColumn Plain, LigneColumn Packed) Contenu = Table.Record("contenu", PackedRecord.Ligne, l => l.Content);
    public static readonly LigneColumn RecuLe = Table.Shared("recu_le", NpgsqlDbType.TimestampTz, c => c.Now);

    public static readonly LigneColumn Emetteur = Table.Column("emetteur", NpgsqlDbType.Text, l => l.Sender);

    public static readonly LigneColumn EmpreinteVersion =
        Table.Shared("empreinte_version", NpgsqlDbType.Smallint, _ => EmpreinteMembers.Product.CurrentVersion);

    public static readonly Column Position = Table.Unwritten("position", NpgsqlDbType.Bigint);

    /// <summary>The id of its event, as versions before wrote it beside the record, which states it too.</summary>
    public static readonly Column EvenementId = Table.Left("evenement_id", NpgsqlDbType.Text);

    /// <summary>
    /// The columns of a line's name, of the line that it names, of its journée and its nature: they tell which journées of a beneficiary
    /// the lines tie together.
    /// </summary>
    public static readonly Parameters<ReceivedLigne> Ties = new(
    [
        Part, Organisme, Decompte, Ordre, Source, OrigineOrganisme, OrigineDecompte, OrigineOrdre, BeneficiaireId, DateSoin, Nature,
    ]);

    /// <summary>
    /// The columns of a line's name, its journée and its revision: they tell whose a name is that several beneficiaries have.
    /// </summary>
    public static readonly Parameters<ReceivedLigne> Names = new(
        [Part, Organisme, Decompte, Ordre, Source, BeneficiaireId, DateSoin, Revision]);

    private static readonly Parameters<ReceivedLigne> Rows = new(Table.Written);

    private static readonly Selection Stored = new(Part, Position, Contenu.Plain, Contenu.Packed, RecuLe, Empreinte, EmpreinteVersion);

    /// <summary>
    /// Adds lines that were not found among those of their journées. Under the locks nobody else can have added one since, so that they
    /// are not looked for again; the key would refuse it.
    /// </summary>
    public static readonly string InsertLignes = $"""
        INSERT INTO ligne ({Table.Names})
        SELECT {Rows.Values(Table.Written)}
        """;

    /// <summary>All lines of some journées.</summary>
    public static readonly string ReadLignes = $"""
        SELECT {Stored.Of("l")}
        FROM (SELECT unnest($1::text[]) AS b, unnest($2::date[]) AS d) AS j
        JOIN ligne AS l ON {JourneeSql.IsOf("l", "j.b", "j.d")}
        """;

    /// <summary>Adds the statement that adds lines.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="lignes">The lines; none: no statement.</param>
    /// <param name="recuLe">When they were received.</param>
    /// <param name="packing">The dictionaries with which their records are packed.</param>
    public static void Insert(
        NpgsqlBatch batch, IReadOnlyList<ReceivedLigne> lignes, DateTimeOffset recuLe, PackingInForce packing)
    {
        if (lignes.Count > 0)
        {
            Rows.Bind(batch.Add(InsertLignes), lignes, new(recuLe, Packing: packing));
        }
    }

    /// <summary>A row of <see cref="ReadLignes"/>.</summary>
    /// <param name="r">The row.</param>
    /// <param name="streams">The streams: they read lines back.</param>
    public static StoredLigne Read(NpgsqlDataReader r, PaymentStreams streams)
    {
        var stream = streams.Of(streams.Parts[Stored.Get<short>(r, Part)]);
        var paiement = stream.Restore(Stored.Record(r, Contenu));
        return new(
            stream.ToLigne(paiement),
            Stored.Get<long>(r, Position),
            Stored.Get<DateTimeOffset>(r, RecuLe),
            paiement.EvenementId,
            Stored.Get<Guid>(r, Empreinte),
            Stored.Get<short>(r, EmpreinteVersion));
    }
}
