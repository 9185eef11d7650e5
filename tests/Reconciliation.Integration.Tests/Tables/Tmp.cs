using Xunit;
using Reconciliation.Storage;
namespace Reconciliation.Integration.Tests.Tables;
public sealed class Tmp { [Fact] public void P() => System.IO.File.WriteAllText("/tmp/gen.txt", string.Join("\n\n", JournalTable.WriteSoins, LigneTable.InsertLignes, LigneTable.ReadLignes, SoinTable.ReadSoins, TieSql.NoteTies, ReceptionTable.NoteReceptions, NonRattacheesTable.WriteNonRattachees, CompteurTable.WriteCounters, QuarantaineTable.PutIntoQuarantaine, FollowUpTable.WriteFollowUp, DecisionTable.InsertDecision, FollowUpTable.ReadFollowUps, JournalSql.ReadJournalWithoutVues, AdvisoryLocks.LockJournees)); }
