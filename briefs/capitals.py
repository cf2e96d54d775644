"""Seats of government, demonyms and short names that stand for a government, or for a body of governments.

Seats where others meet (Vienna, Geneva) and names that people bear (Sofia) are left out: they would mislead.
"""

from __future__ import annotations

_TABLE = """
Afghanistan: Afghan, Afghans, Kabul
Albania: Albanian, Albanians, Tirana
Algeria: Algerian, Algerians, Algiers
Andorra: Andorran
Angola: Angolan, Angolans, Luanda
Argentina: Argentine, Argentinian, Argentines, Buenos Aires
Armenia: Armenian, Armenians, Yerevan
Australia: Australian, Australians, Canberra
Austria: Austrian, Austrians
Azerbaijan: Azerbaijani, Azerbaijanis, Azeri, Baku
Bahamas: Bahamian
Bahrain: Bahraini, Manama
Bangladesh: Bangladeshi, Dhaka
Barbados: Barbadian
Belarus: Belarusian, Belarusians, Minsk
Belgium: Belgian, Belgians
Belize: Belizean, Belmopan
Benin: Beninese
Bhutan: Bhutanese, Thimphu
Bolivia: Bolivian, Bolivians, La Paz
Bosnia and Herzegovina: Bosnia, Bosnian, Bosnians, Sarajevo
Botswana: Gaborone
Brazil: Brazilian, Brazilians, Brasília, Brasilia
Brunei: Bruneian
Bulgaria: Bulgarian, Bulgarians
Burkina Faso: Burkinabe, Ouagadougou
Burundi: Burundian, Bujumbura, Gitega
Cambodia: Cambodian, Cambodians, Phnom Penh
Cameroon: Cameroonian, Yaoundé
Canada: Canadian, Canadians, Ottawa
Cape Verde: Cabo Verde
Central African Republic: Bangui
Chad: Chadian, N'Djamena
Chile: Chilean, Chileans, Santiago
China: Chinese, Beijing
Colombia: Colombian, Colombians, Bogotá, Bogota
Congo: Congolese, Kinshasa, Brazzaville, Democratic Republic of Congo
Costa Rica: Costa Rican
Croatia: Croatian, Croats, Zagreb
Cuba: Cuban, Cubans, Havana
Cyprus: Cypriot, Cypriots, Nicosia
Czech Republic: Czech, Czechs, Czechia, Prague
Denmark: Danish, Danes, Copenhagen
Djibouti: Djiboutian
Dominican Republic: Dominicans, Santo Domingo
East Timor: Timor-Leste, Timorese, Dili
Ecuador: Ecuadorian, Ecuadorean, Quito
Egypt: Egyptian, Egyptians, Cairo
El Salvador: Salvadoran
Eritrea: Eritrean, Asmara
Estonia: Estonian, Estonians, Tallinn
Eswatini: Swaziland
Ethiopia: Ethiopian, Ethiopians, Addis Ababa
European Union: EU, European, Europeans, Brussels, European Commission
Fiji: Fijian, Suva
Finland: Finnish, Finns, Helsinki
France: French, Paris
Gabon: Gabonese, Libreville
Gambia: Gambian, Banjul
Georgia: Georgian, Georgians, Tbilisi
Germany: German, Germans, Berlin
Ghana: Ghanaian, Accra
Greece: Greek, Greeks, Athens
Greenland: Greenlandic, Greenlanders, Nuuk
Guatemala: Guatemalan
Guinea: Guinean, Conakry
Guyana: Guyanese
Haiti: Haitian, Haitians, Port-au-Prince
Honduras: Honduran, Tegucigalpa
Hong Kong: Hongkongers
Hungary: Hungarian, Hungarians, Budapest
Iceland: Icelandic, Icelanders, Reykjavik, Reykjavík
India: Indian, New Delhi, Delhi
Indonesia: Indonesian, Indonesians, Jakarta
Iran: Iranian, Iranians, Tehran
Iraq: Iraqi, Iraqis, Baghdad
Ireland: Irish, Dublin
Israel: Israeli, Israelis, Jerusalem
Italy: Italian, Italians, Rome
Ivory Coast: Ivorian, Côte d'Ivoire, Abidjan, Yamoussoukro
Jamaica: Jamaican
Japan: Japanese, Tokyo
Jordan: Jordanian, Jordanians, Amman
Kazakhstan: Kazakh, Kazakhs, Astana
Kenya: Kenyan, Kenyans, Nairobi
Kiribati: Tarawa
Kosovo: Kosovar, Kosovars, Pristina
Kuwait: Kuwaiti, Kuwaitis
Kyrgyzstan: Kyrgyz, Bishkek
Laos: Laotian, Vientiane
Latvia: Latvian, Latvians, Riga
Lebanon: Lebanese, Beirut
Lesotho: Maseru
Liberia: Liberian, Monrovia
Libya: Libyan, Libyans, Tripoli
Liechtenstein: Vaduz
Lithuania: Lithuanian, Lithuanians, Vilnius
Luxembourg: Luxembourgish
Madagascar: Malagasy, Antananarivo
Malawi: Malawian, Lilongwe
Malaysia: Malaysian, Malaysians, Kuala Lumpur, Putrajaya
Maldives: Maldivian, Malé
Mali: Malian, Bamako
Malta: Maltese, Valletta
Marshall Islands: Marshallese, Majuro
Mauritania: Mauritanian, Nouakchott
Mauritius: Mauritian, Port Louis
Mexico: Mexican, Mexicans, Mexico City
Micronesia: Micronesian
Moldova: Moldovan, Moldovans, Chisinau, Chișinău
Mongolia: Mongolian, Mongolians, Ulaanbaatar
Montenegro: Montenegrin, Podgorica
Morocco: Moroccan, Moroccans, Rabat
Mozambique: Mozambican, Maputo
Myanmar: Burma, Burmese, Naypyidaw
Namibia: Namibian, Windhoek
Nauru: Nauruan
Nepal: Nepali, Nepalese, Kathmandu
Netherlands: Dutch, The Hague
New Zealand: New Zealanders, Wellington
Nicaragua: Nicaraguan, Managua
Niger: Nigerien, Niamey
Nigeria: Nigerian, Nigerians, Abuja
North Korea: North Korean, North Koreans, Pyongyang
North Macedonia: Macedonian, Macedonians, Skopje
Norway: Norwegian, Norwegians, Oslo
Oman: Omani, Omanis, Muscat
Pakistan: Pakistani, Pakistanis, Islamabad
Palau: Palauan
Palestine: Palestinian Authority, Ramallah
Panama: Panamanian, Panama City
Papua New Guinea: Port Moresby
Paraguay: Paraguayan, Asunción
Peru: Peruvian, Peruvians, Lima
Philippines: Philippine, Filipino, Filipinos, Manila
Poland: Polish, Poles, Warsaw
Portugal: Portuguese, Lisbon
Qatar: Qatari, Qataris, Doha
Romania: Romanian, Romanians, Bucharest
Russia: Russian, Russians, Moscow, Kremlin
Rwanda: Rwandan, Rwandans, Kigali
Samoa: Samoan, Apia
Saudi Arabia: Saudi, Saudis, Riyadh
Senegal: Senegalese, Dakar
Serbia: Serbian, Serbs, Belgrade
Seychelles: Seychellois
Sierra Leone: Sierra Leonean, Freetown
Singapore: Singaporean, Singaporeans
Slovakia: Slovak, Slovaks, Bratislava
Slovenia: Slovenian, Slovenes, Ljubljana
Solomon Islands: Honiara
Somalia: Somali, Somalis, Mogadishu
South Africa: South African, South Africans, Pretoria
South Korea: South Korean, South Koreans, Seoul
South Sudan: South Sudanese, Juba
Spain: Spanish, Spaniards, Madrid
Sri Lanka: Sri Lankan, Sri Lankans, Colombo
Sudan: Sudanese, Khartoum
Suriname: Surinamese, Paramaribo
Sweden: Swedish, Swedes, Stockholm
Switzerland: Swiss, Bern, Berne
Syria: Syrian, Syrians, Damascus
Taiwan: Taiwanese, Taipei
Tajikistan: Tajik, Tajiks, Dushanbe
Tanzania: Tanzanian, Dodoma, Dar es Salaam
Thailand: Thai, Thais, Bangkok
Togo: Togolese, Lomé
Tonga: Tongan
Trinidad and Tobago: Trinidadian
Tunisia: Tunisian, Tunisians, Tunis
Turkey: Turkish, Turks, Ankara, Türkiye
Turkmenistan: Turkmen, Ashgabat
Tuvalu: Tuvaluan, Funafuti
Uganda: Ugandan, Ugandans, Kampala
Ukraine: Ukrainian, Ukrainians, Kyiv, Kiev
United Arab Emirates: UAE, Emirati, Emiratis, Abu Dhabi
United Kingdom: UK, U.K., Britain, British, London, Westminster, Downing Street, Whitehall
United States: US, U.S., USA, America, American, Americans, Washington, White House, Pentagon, State Department
Uruguay: Uruguayan, Montevideo
Uzbekistan: Uzbek, Uzbeks, Tashkent
Vanuatu: Port Vila
Venezuela: Venezuelan, Venezuelans, Caracas
Vietnam: Vietnamese, Hanoi
Yemen: Yemeni, Yemenis, Sanaa, Sana'a
Zambia: Zambian, Lusaka
Zimbabwe: Zimbabwean, Harare
African Union: AU
ASEAN: Asean
IAEA: International Atomic Energy Agency
IMF: International Monetary Fund
NATO: Nato
OPEC: Opec
OSCE: Organisation for Security and Co-operation in Europe, Organization for Security and Co-operation in Europe
United Nations: UN, U.N., Security Council
World Bank
WTO: World Trade Organisation, World Trade Organization
"""

COUNTRIES: dict[str, str] = {}
for _line in _TABLE.strip().splitlines():
    _name, _, _others = _line.partition(": ")
    COUNTRIES.update(dict.fromkeys([_name, *filter(None, _others.split(", "))], _name))
CALLED: dict[str, tuple[str, ...]] = {}  # by a country: all that it is called
for _called, _name in COUNTRIES.items():
    CALLED[_name] = (*CALLED.get(_name, ()), _called)
