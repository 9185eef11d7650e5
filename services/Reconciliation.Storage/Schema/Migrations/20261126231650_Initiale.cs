using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Initiale : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "acces",
                columns: table => new
                {
                    acces_id = table.Column<long>(type: "bigint", nullable: false),
                    le = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    agent = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    client = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    action = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    adherent_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    soin_id = table.Column<Guid>(type: "uuid", nullable: true),
                    motif = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    precedente = table.Column<byte[]>(type: "bytea", nullable: false),
                    empreinte = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("acces_pkey", x => x.acces_id);
                });

            migrationBuilder.CreateTable(
                name: "acces_ancre",
                columns: table => new
                {
                    acces_id = table.Column<long>(type: "bigint", nullable: false),
                    empreinte = table.Column<byte[]>(type: "bytea", nullable: false),
                    le = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("acces_ancre_pkey", x => x.acces_id);
                });

            migrationBuilder.CreateTable(
                name: "affectation",
                columns: table => new
                {
                    genre = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    cle = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    agent = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    prise_le = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("affectation_pkey", x => new { x.genre, x.cle });
                });

            migrationBuilder.CreateTable(
                name: "avancement",
                columns: table => new
                {
                    nom = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    beneficiaire_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    date_soin = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("avancement_pkey", x => x.nom);
                });

            migrationBuilder.CreateTable(
                name: "compteur",
                columns: table => new
                {
                    position = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    nom = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    cle = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    periode = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    valeur = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("compteur_pkey", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "decision",
                columns: table => new
                {
                    decision_id = table.Column<Guid>(type: "uuid", nullable: false),
                    beneficiaire_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    date_soin = table.Column<DateOnly>(type: "date", nullable: false),
                    contenu = table.Column<string>(type: "json", nullable: false),
                    prise_le = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("decision_pkey", x => new { x.beneficiaire_id, x.date_soin, x.decision_id });
                });

            migrationBuilder.CreateTable(
                name: "lien",
                columns: table => new
                {
                    beneficiaire_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    date_soin = table.Column<DateOnly>(type: "date", nullable: false),
                    autre_beneficiaire_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    autre_date_soin = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("lien_pkey", x => new { x.beneficiaire_id, x.date_soin, x.autre_beneficiaire_id, x.autre_date_soin });
                });

            migrationBuilder.CreateTable(
                name: "ligne",
                columns: table => new
                {
                    part = table.Column<short>(type: "smallint", nullable: false),
                    organisme = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    decompte = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ordre = table.Column<int>(type: "integer", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    empreinte = table.Column<Guid>(type: "uuid", nullable: false),
                    beneficiaire_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    date_soin = table.Column<DateOnly>(type: "date", nullable: false),
                    adherent_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    nature = table.Column<short>(type: "smallint", nullable: false),
                    origine_organisme = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    origine_decompte = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    origine_ordre = table.Column<int>(type: "integer", nullable: true),
                    montant = table.Column<long>(type: "bigint", nullable: false),
                    paye_le = table.Column<DateOnly>(type: "date", nullable: false),
                    virement = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    professionnel_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    contenu = table.Column<string>(type: "json", nullable: false),
                    evenement_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    recu_le = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn)
                },
                constraints: table =>
                {
                    table.PrimaryKey("ligne_pkey", x => new { x.decompte, x.organisme, x.ordre, x.part, x.source, x.revision, x.empreinte, x.beneficiaire_id });
                });

            migrationBuilder.CreateTable(
                name: "ligne_non_rattachee",
                columns: table => new
                {
                    beneficiaire_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    date_soin = table.Column<DateOnly>(type: "date", nullable: false),
                    ligne = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    adherent_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    nature = table.Column<short>(type: "smallint", nullable: false),
                    montant = table.Column<long>(type: "bigint", nullable: false),
                    paye_le = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("ligne_non_rattachee_pkey", x => new { x.beneficiaire_id, x.date_soin, x.ligne });
                });

            migrationBuilder.CreateTable(
                name: "quarantaine",
                columns: table => new
                {
                    quarantaine_id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    empreinte = table.Column<Guid>(type: "uuid", nullable: false),
                    origine = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    part = table.Column<short>(type: "smallint", nullable: false),
                    corps = table.Column<byte[]>(type: "bytea", nullable: false),
                    motifs = table.Column<string>(type: "json", nullable: false),
                    regles = table.Column<string[]>(type: "text[]", nullable: false, collation: "C"),
                    nombre = table.Column<int>(type: "integer", nullable: false),
                    recu_le = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    dernier_le = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    etat = table.Column<short>(type: "smallint", nullable: false),
                    corrigee = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("quarantaine_pkey", x => x.quarantaine_id);
                });

            migrationBuilder.CreateTable(
                name: "reception",
                columns: table => new
                {
                    reception_id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    part = table.Column<short>(type: "smallint", nullable: false),
                    source = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    origine = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    recues = table.Column<int>(type: "integer", nullable: false),
                    nouvelles = table.Column<int>(type: "integer", nullable: false),
                    centimes = table.Column<long>(type: "bigint", nullable: false),
                    recu_le = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("reception_pkey", x => x.reception_id);
                });

            migrationBuilder.CreateTable(
                name: "relais",
                columns: table => new
                {
                    nom = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    transaction = table.Column<ulong>(type: "xid8", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("relais_pkey", x => x.nom);
                });

            migrationBuilder.CreateTable(
                name: "soin",
                columns: table => new
                {
                    soin_id = table.Column<Guid>(type: "uuid", nullable: false),
                    beneficiaire_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    date_soin = table.Column<DateOnly>(type: "date", nullable: false),
                    adherent_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    autres_adherents = table.Column<string[]>(type: "text[]", nullable: true, collation: "C"),
                    fondatrice = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    situation = table.Column<short>(type: "smallint", nullable: false),
                    depuis = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    enjeu = table.Column<long>(type: "bigint", nullable: false),
                    ecart_jours = table.Column<short>(type: "smallint", nullable: true),
                    ponctualite = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    paye = table.Column<long>(type: "bigint", nullable: false),
                    part_attendue = table.Column<short>(type: "smallint", nullable: true),
                    echeance = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    vue = table.Column<string>(type: "json", nullable: false),
                    remplace_par = table.Column<Guid>(type: "uuid", nullable: true),
                    cree_le = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    mis_a_jour_le = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("soin_pkey", x => new { x.soin_id, x.beneficiaire_id });
                });

            migrationBuilder.CreateTable(
                name: "quarantaine_suite",
                columns: table => new
                {
                    suite_id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    quarantaine_id = table.Column<long>(type: "bigint", nullable: false),
                    issue = table.Column<short>(type: "smallint", nullable: false),
                    agent = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    motif = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    corps_corrige = table.Column<byte[]>(type: "bytea", nullable: true),
                    motifs = table.Column<string>(type: "json", nullable: false),
                    le = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("quarantaine_suite_pkey", x => new { x.quarantaine_id, x.suite_id });
                    table.ForeignKey(
                        name: "quarantaine_suite_quarantaine",
                        column: x => x.quarantaine_id,
                        principalTable: "quarantaine",
                        principalColumn: "quarantaine_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "acces_adherent",
                table: "acces",
                columns: new[] { "adherent_id", "acces_id" },
                filter: "adherent_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "acces_agent",
                table: "acces",
                columns: new[] { "agent", "acces_id" });

            migrationBuilder.CreateIndex(
                name: "acces_le",
                table: "acces",
                column: "le");

            migrationBuilder.CreateIndex(
                name: "affectation_agent",
                table: "affectation",
                column: "agent");

            migrationBuilder.CreateIndex(
                name: "compteur_nom",
                table: "compteur",
                columns: new[] { "nom", "periode" });

            migrationBuilder.CreateIndex(
                name: "ligne_date_montant",
                table: "ligne",
                columns: new[] { "date_soin", "montant", "position" });

            migrationBuilder.CreateIndex(
                name: "ligne_journee",
                table: "ligne",
                columns: new[] { "beneficiaire_id", "date_soin" });

            migrationBuilder.CreateIndex(
                name: "ligne_origine",
                table: "ligne",
                columns: new[] { "part", "origine_organisme", "origine_decompte", "origine_ordre" },
                filter: "origine_organisme IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ligne_professionnel",
                table: "ligne",
                columns: new[] { "professionnel_id", "date_soin", "position" });

            migrationBuilder.CreateIndex(
                name: "ligne_virement",
                table: "ligne",
                columns: new[] { "virement", "position" });

            migrationBuilder.CreateIndex(
                name: "ligne_non_rattachee_adherent",
                table: "ligne_non_rattachee",
                column: "adherent_id");

            migrationBuilder.CreateIndex(
                name: "quarantaine_a_traiter_age",
                table: "quarantaine",
                columns: new[] { "recu_le", "quarantaine_id" },
                filter: "etat = 0");

            migrationBuilder.CreateIndex(
                name: "quarantaine_a_traiter_regles",
                table: "quarantaine",
                column: "regles",
                filter: "etat = 0")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "quarantaine_empreinte",
                table: "quarantaine",
                column: "empreinte",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "quarantaine_etat",
                table: "quarantaine",
                columns: new[] { "etat", "quarantaine_id" });

            migrationBuilder.CreateIndex(
                name: "reception_source",
                table: "reception",
                columns: new[] { "part", "source", "recu_le" },
                filter: "source IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "soin_a_traiter_age",
                table: "soin",
                columns: new[] { "situation", "depuis", "soin_id" },
                filter: "situation IN (0, 1, 3, 4) AND remplace_par IS NULL")
                .Annotation("Npgsql:IndexInclude", new[] { "part_attendue" });

            migrationBuilder.CreateIndex(
                name: "soin_a_traiter_enjeu",
                table: "soin",
                columns: new[] { "situation", "enjeu", "soin_id" },
                filter: "situation IN (0, 1, 3, 4) AND remplace_par IS NULL");

            migrationBuilder.CreateIndex(
                name: "soin_adherent",
                table: "soin",
                columns: new[] { "adherent_id", "date_soin", "soin_id" },
                descending: new[] { false, true, true },
                filter: "remplace_par IS NULL");

            migrationBuilder.CreateIndex(
                name: "soin_autres_adherents",
                table: "soin",
                column: "autres_adherents",
                filter: "autres_adherents IS NOT NULL")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "soin_echeance",
                table: "soin",
                column: "echeance",
                filter: "echeance IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "soin_journee",
                table: "soin",
                columns: new[] { "beneficiaire_id", "date_soin" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "acces");

            migrationBuilder.DropTable(
                name: "acces_ancre");

            migrationBuilder.DropTable(
                name: "affectation");

            migrationBuilder.DropTable(
                name: "avancement");

            migrationBuilder.DropTable(
                name: "compteur");

            migrationBuilder.DropTable(
                name: "decision");

            migrationBuilder.DropTable(
                name: "lien");

            migrationBuilder.DropTable(
                name: "ligne");

            migrationBuilder.DropTable(
                name: "ligne_non_rattachee");

            migrationBuilder.DropTable(
                name: "quarantaine_suite");

            migrationBuilder.DropTable(
                name: "reception");

            migrationBuilder.DropTable(
                name: "relais");

            migrationBuilder.DropTable(
                name: "soin");

            migrationBuilder.DropTable(
                name: "quarantaine");
        }
    }
}
