using System.Data;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// Everything that is kept of one member, for that member: facts, views, what was published, décisions, accesses, and what is in
/// quarantine. Agents are not named: their names are not the member's data.
/// </summary>
/// <param name="source">The database.</param>
public sealed class DossierDAdherent(NpgsqlDataSource source)
{
    private static readonly JsonWriterOptions Lisible = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // One JSON text a row; $1 is the member.
    private static readonly (string Nom, string Sql)[] Rubriques =
    [
        ("soins", "SELECT vue::text FROM soin WHERE adherent_id = $1 OR autres_adherents @> ARRAY[$1] ORDER BY date_soin, soin_id"),
        ("lignes", """
            SELECT json_build_object('part', CASE part WHEN 0 THEN 'ro' ELSE 'complementaire' END, 'recuLe', recu_le, 'paiement', contenu)::text
            FROM ligne WHERE adherent_id = $1 ORDER BY position
            """),
        ("lignesNonRattachees", """
            SELECT json_build_object('beneficiaireId', beneficiaire_id, 'dateSoin', date_soin, 'montantCentimes', montant, 'payeLe', paye_le)::text
            FROM ligne_non_rattachee WHERE adherent_id = $1 ORDER BY beneficiaire_id, date_soin, ligne
            """),
        ("versions", """
            SELECT json_build_object('version', version, 'ecritLe', ecrit_le, 'cause', cause -> 'type', 'vue', vue)::text
            FROM journal WHERE adherent_id = $1 OR autres_adherents @> ARRAY[$1] ORDER BY transaction, position
            """),
        ("decisions", """
            SELECT (contenu::jsonb #- '{decision,auteur}')::text
            FROM decision WHERE (beneficiaire_id, date_soin) IN (SELECT beneficiaire_id, date_soin FROM ligne WHERE adherent_id = $1)
            ORDER BY prise_le
            """),
        ("consultations", """
            SELECT json_build_object('le', le, 'action', action, 'application', client, 'soinId', soin_id, 'motif', motif)::text
            FROM acces WHERE adherent_id = $1 ORDER BY acces_id
            """),
    ];

    /// <summary>Writes all of it, as one snapshot sees it, as one JSON document.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="maintenant">Now; it stands at the head of the document.</param>
    /// <param name="vers">Where to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many of each kind there are.</returns>
    public async Task<IReadOnlyList<(string Rubrique, int Nombre)>> EcrireAsync(
        string adherentId, DateTimeOffset maintenant, Stream vers, CancellationToken cancellationToken)
    {
        await using var connexion = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connexion.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var json = new Utf8JsonWriter(vers, Lisible);
        json.WriteStartObject();
        json.WriteString("adherentId", adherentId);
        json.WriteString("exporteLe", maintenant);
        var nombres = new List<(string, int)>();
        foreach (var (nom, sql) in Rubriques)
        {
            nombres.Add((nom, await RubriqueAsync(connexion, json, nom, sql, adherentId, (r, w) => w.WriteRawValue(r.GetString(0)), cancellationToken)));
        }

        nombres.Add(("quarantaine", await RubriqueAsync(
            connexion,
            json,
            "quarantaine",
            "SELECT corps, recu_le FROM quarantaine WHERE position($1::bytea IN corps) > 0 ORDER BY quarantaine_id",
            Anciens.Cite(adherentId),
            Message,
            cancellationToken)));
        json.WriteEndObject();
        return nombres;
    }

    private static async Task<int> RubriqueAsync(
        NpgsqlConnection connexion,
        Utf8JsonWriter json,
        string nom,
        string sql,
        object parametre,
        Action<NpgsqlDataReader, Utf8JsonWriter> ecrire,
        CancellationToken cancellationToken)
    {
        json.WriteStartArray(nom);
        await using var commande = new NpgsqlCommand(sql, connexion) { CommandTimeout = Parcours.DelaiTotaux };
        commande.Parameters.Add(new() { Value = parametre });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        var nombre = 0;
        for (; await lecteur.ReadAsync(cancellationToken); nombre++)
        {
            ecrire(lecteur, json);
        }

        json.WriteEndArray();
        return nombre;
    }

    private static void Message(NpgsqlDataReader r, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("recuLe", r.GetFieldValue<DateTimeOffset>(1));
        json.WriteString("message", Encoding.UTF8.GetString(r.GetFieldValue<byte[]>(0)));
        json.WriteEndObject();
    }
}
