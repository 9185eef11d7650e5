using System.Text.Json;
using System.Text.Json.Serialization;
using Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>The JSON in which the journal keeps the cause of a version.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CauseDeVersion))]
internal sealed partial class CauseJson : JsonSerializerContext;
